using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>
/// Columns that a table has from its parents (https://www.postgresql.org/docs/current/ddl-inherit.html): they are there without a statement
/// of their own, and are altered only where they are to be unlike the parent's.
/// </summary>
internal static class InheritedColumns
{
    /// <summary>The column as it is before a creation that finds it there; null where the creation has to add it.</summary>
    public static Column? There(Column added, RenderContext context) =>
        added.Inherited.Value ? OfParents(added, context.After)
        : context.Before.Find(added.Table) is Table && !context.Created.Contains(added.Table) ? OfParents(added, context.Before)
        : null;

    /// <summary>The statements that lead from the parent's column to this one.</summary>
    public static IEnumerable<Step> Between(Column there, Column wanted, RenderContext context) =>
        [
            .. Declaration(wanted, context),
            .. context.Clauses.Select(clause => ColumnAlter.Set(wanted, $"SET {clause}")),
            .. context.Clauses.Count == 0 && DefaultOf(there, wanted.Inherited.Value ? context.After : context.Before) is not null
                ? [ColumnAlter.Set(wanted, "DROP DEFAULT")]
                : Array.Empty<Step>(),
            .. ColumnAlter.Between(As(wanted, there), wanted).SelectMany(a => a.Steps(context)),
        ];

    /// <summary>The column where nothing of its own is altered. The server never takes statistics targets over.</summary>
    private static Column As(Column column, Column parents) => column.Like(parents) with { Statistics = null };

    /// <summary>
    /// A column becomes the table's own when the table leaves the parent, and stays so when it comes back. The first
    /// of them says so for all.
    /// </summary>
    private static IEnumerable<Step> Declaration(Column wanted, RenderContext context)
    {
        if (
            wanted.Inherited.Value
            || context.Before.Find(wanted.Table) is not Table { Inherits: var had }
            || context.After.Find(wanted.Table) is not Table { Inherits: var has }
            || Declared(wanted.Table, context).FirstOrDefault() != wanted.Id
        )
            yield break;
        foreach (var (parent, written) in Inheritance.Parents(has).Zip(has).Where(p => had.Contains(p.Second)))
        foreach (var action in (string[])["NO INHERIT", "INHERIT"])
            yield return new Step($"ALTER TABLE {Q(wanted.Table)} {action} {written}")
            {
                Locks = [new(wanted.Table, LockMode.AccessExclusive), new(parent, LockMode.ShareUpdateExclusive)],
            };
    }

    /// <summary>Columns that the table has from its parents, and is to declare itself.</summary>
    private static IEnumerable<ObjectId> Declared(ObjectId table, RenderContext context) =>
        context
            .After.DependentsOf(table)
            .Where(id =>
                context.Before.Find(id) is null
                && context.After.Find(id) is Column { Inherited.Value: false } column
                && column.Table == table
                && OfParents(column, context.Before) is not null
            )
            .OrderBy(id => context.After.Find(id)!.Position);

    /// <summary>The statements after which the column is like its parent's again.</summary>
    public static IEnumerable<Step> Undone(Column removed, RenderContext context)
    {
        if (OfParents(removed, context.After) is not { } wanted)
            return [];
        var value = DefaultOf(wanted, context.After)?.Expression;
        var had = (context.Before.Find(new("default value", removed.Id.Names)) as ColumnDefault)?.Expression;
        return
        [
            .. value == had ? [] : (Step[])[ColumnAlter.Set(removed, value is null ? "DROP DEFAULT" : $"SET DEFAULT {value}")],
            .. ColumnAlter.Between(removed, As(removed, wanted)).SelectMany(a => a.Steps(context)),
        ];
    }

    /// <summary>
    /// The same catalog with those columns declared that another one has of its own, and that this one inherits: no statement takes a
    /// declaration away and leaves the rows.
    /// </summary>
    public static Catalog Align(Catalog catalog, Catalog like)
    {
        if (!catalog.Objects.Values.Any(o => o is Table { Inherits.Count: > 0 }))
            return catalog;
        List<DbObject> declared = [];
        foreach (var column in like.Objects.Values.OfType<Column>().Where(c => !c.Inherited.Value && catalog.Find(c.Id) is null))
            if (OfParents(column, catalog) is { } parent)
            {
                declared.Add(As(column, parent) with { InheritsFrom = new(parent.Table) });
                if (DefaultOf(parent, catalog) is { } value)
                    declared.Add(value with { Id = new("default value", column.Id.Names), InheritsFrom = new(parent.Table) });
            }
        return declared.Count == 0 ? catalog : catalog.With(declared);
    }

    /// <summary>The default of a column, which may be one of its own parents' again.</summary>
    private static ColumnDefault? DefaultOf(Column? column, Catalog catalog)
    {
        for (; column is not null; column = column.InheritsFrom.Value is null ? null : OfParents(column, catalog))
            if (catalog.Find(new("default value", column.Id.Names)) is ColumnDefault value)
                return value;
        return null;
    }

    private static Column? OfParents(Column column, Catalog catalog)
    {
        if (catalog.Find(column.Table) is not Table { Inherits: var parents } || parents.Count == 0)
            return null;
        foreach (var parent in catalog.DependsOn(column.Table).Where(id => id.Type == "table" && parents.Contains(Q(id))))
        {
            var id = new ObjectId("table column", [.. parent.Names, column.Id.Name]);
            if ((catalog.Find(id) as Column ?? OfParents(column with { Id = id }, catalog)) is { } found)
                return found;
        }
        return null;
    }
}
