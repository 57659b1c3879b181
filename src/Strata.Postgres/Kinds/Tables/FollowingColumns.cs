using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>Columns that the server alters with another one: those of partitions, and of tables that inherit.</summary>
internal static class FollowingColumns
{
    /// <summary>The columns directly below one that hang on it before the plan and after it.</summary>
    /// <param name="column">The names of the column above, in whatever address.</param>
    /// <param name="context">The plan.</param>
    public static IEnumerable<Column> Of(ObjectId column, RenderContext context) =>
        context
            .After.Objects.Values.OfType<Column>()
            .Where(c =>
                c.Id.Name == column.Name
                && IsBelow(c, column, context.After)
                && context.Before.Find(c.Id) is Column old
                && IsBelow(old, column, context.Before)
            )
            .OrderBy(c => c.Id);

    /// <summary>The columns that the server makes with one, in tables that are there.</summary>
    /// <param name="column">The column that is added.</param>
    /// <param name="context">The plan.</param>
    public static IEnumerable<Column> Made(ObjectId column, RenderContext context) =>
        context
            .After.Objects.Values.OfType<Column>()
            .Where(c =>
                c.Id.Name == column.Name
                && IsBelow(c, column, context.After)
                && context.Before.Find(c.Id) is null
                && context.Before.Find(new("table partition", c.Table.Names)) is not null
                && !context.Created.Contains(new("table partition", c.Table.Names))
            )
            .OrderBy(c => c.Id);

    private static bool IsBelow(Column column, ObjectId parent, Catalog catalog)
    {
        // Between two columns may stand tables whose own has nothing to itself, and is no object.
        for (
            var table = column.ParentTable.Value ?? column.InheritsFrom.Value;
            table is not null;
            table = catalog.Find(table) is Table { Inherits: { Count: > 0 } parents } ? Inheritance.Parents(parents).First() : null
        )
        {
            if (table.Names.SequenceEqual(parent.Names.SkipLast(1)))
                return true;
            if (catalog.Find(new("table column", [.. table.Names, column.Id.Name])) is not null)
                return false;
        }
        return false;
    }
}
