using Strata.Core.Model;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Triggers;
using Strata.Sqlite.Kinds.Views;
using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>The abilities of SQLite's ADD COLUMN and DROP COLUMN: https://www.sqlite.org/lang_altertable.html</summary>
internal static class InPlace
{
    /// <summary>True when these changes of one table's columns, and of nothing else of it, can be made without building it anew.</summary>
    public static bool CanMake(Table before, Table after, IReadOnlyList<Change> columns, Catalog from, Catalog to)
    {
        if (columns.Any(c => c is Alter) || columns.GroupBy(c => c.Subject).Any(g => g.Count() > 1))
            return false;
        var added = columns.OfType<Create>().Select(c => (Column)c.After).ToList();
        return ConstraintsComeWith(before, after, added)
            && added.All(c => CanAdd(c, AtColumn(c, from, to)))
            && columns.OfType<Drop>().All(d => CanDrop((Column)d.Before, before, from, to))
            && Definitions.ColumnsOf(before.Id, from).Any(c => !columns.Any(d => d is Drop && d.Subject == c.Id));
    }

    /// <summary>The constraints that are written at a column which is added to a table that is there.</summary>
    public static IReadOnlyList<Constraint> AtColumn(Column added, Catalog from, Catalog to)
    {
        if (from.Find(added.Table) is not Table before || to.Find(added.Table) is not Table after)
            return [];
        var news = Definitions.ColumnsOf(after.Id, to).Where(c => from.Find(c.Id) is null).Select(c => c.Id.Name).ToList();
        // A check may name several new columns: it comes with the last of them.
        return [.. New(before, after).Where(c => news.LastOrDefault(c.Columns.Contains) == added.Id.Name)];
    }

    private static bool ConstraintsComeWith(Table before, Table after, List<Column> added) =>
        before.HasOptionsOf(after)
        && !before.Constraints.Except(after.Constraints).Any()
        && before.Constraints.Count + New(before, after).Count == after.Constraints.Count
        && New(before, after)
            .All(c =>
                c.Columns.Any(n => added.Any(a => a.Id.Name == n))
                && (c.Type == ConstraintType.Check || (c.Type == ConstraintType.ForeignKey && c.Columns.Count == 1))
            );

    private static List<Constraint> New(Table before, Table after) => [.. after.Constraints.Except(before.Constraints)];

    private static bool CanAdd(Column column, IReadOnlyList<Constraint> constraints) =>
        !column.Stored
        && (column.Default is not { } value || Definitions.IsConstant(value))
        // With enforcement on, a column that refers to rows begins as null.
        && (Canonical.Default(column.Default).Length == 0 || constraints.All(c => c.Type != ConstraintType.ForeignKey));

    private static bool CanDrop(Column column, Table table, Catalog from, Catalog to)
    {
        var name = column.Id.Name;
        var neighbours = from.DependentsOf(table.Id).Select(from.Find);
        return !table.Constraints.Any(c => c.Columns.Any(n => Canonical.Same(n, name)))
            && !neighbours.Any(o => o is Column other && other.Mentions(name))
            && !neighbours.Any(o => o is TableIndex index && index.Mentions(name) && index.Equals(to.Find(index.Id)))
            // SQLite reads every view and trigger again and refuses when one no longer fits; a rebuild does not care.
            && !from.Objects.Values.Any(o =>
                (o is View view && view.Mentions(table.Id.Name))
                || (o is Trigger trigger && (trigger.On == table.Id || trigger.Mentions(table.Id.Name)))
            );
    }
}
