using System.Runtime.CompilerServices;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>
/// The constraint that NOT NULL is from PostgreSQL 18 on, where it is unlike the one that NOT NULL alone makes:
/// https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-PARMS-NOT-NULL
/// </summary>
/// <param name="Name">The name; null where it is the server's own choice for the column.</param>
/// <param name="NotValid">Rows that were there before it are not checked.</param>
/// <param name="NoInherit">Tables that inherit do not get it.</param>
public sealed record NotNullConstraint(string? Name, bool NotValid, bool NoInherit)
{
    /// <summary>The constraint of a column; null where it is what NOT NULL alone makes.</summary>
    internal static NotNullConstraint? Of(ObjectId column, string? name, bool notValid, bool noInherit)
    {
        var own = name is null || name == Usual(column) ? null : name;
        return own is null && !notValid && !noInherit ? null : new(own, notValid, noInherit);
    }

    internal static Column Read(Column column, CatalogRow row)
    {
        var name = row.TextOrNull();
        return column with { NotNullConstraint = Of(column.Id, name, row.Flag(), row.Flag()), NamesNotNull = new(name is not null) };
    }

    /// <summary>The name of a column's constraint.</summary>
    internal static string NameOf(Column column) => column.NotNullConstraint?.Name ?? Usual(column.Id);

    /// <summary>The same constraint, by the same name, on another column.</summary>
    internal static NotNullConstraint? On(ObjectId column, Column like) =>
        like.NotNull && like.NamesNotNull.Value
            ? Of(column, NameOf(like), like.NotNullConstraint is { NotValid: true }, like.NotNullConstraint is { NoInherit: true })
            : null;

    /// <summary>As the clause of a column; empty where it has none, or one that only a statement of its own can make.</summary>
    internal static string Clause(Column column, RenderContext context) =>
        !column.NotNull || column.NotNullConstraint is { NotValid: true } ? ""
        : IsNamed(column, context)
            ? $" CONSTRAINT {Q(NameOf(column))} NOT NULL{(column.NotNullConstraint is { NoInherit: true } ? " NO INHERIT" : "")}"
        : " NOT NULL";

    /// <summary>
    /// The server chooses a name that no constraint of the schema has: where one has it, as a partition has its parent's, it must be said.
    /// </summary>
    private static bool IsNamed(Column column, RenderContext context) =>
        column.NotNullConstraint is not null
        || (
            column.NamesNotNull.Value
            && ((Catalog[])[context.Before, context.After]).Any(c =>
                s_names.GetValue(c, NamesOf).Contains((column.Id.Names[0], Usual(column.Id)))
            )
        );

    private static readonly ConditionalWeakTable<Catalog, HashSet<(string Schema, string Name)>> s_names = [];

    /// <summary>The names of constraints that are not, or not only, what the server would choose for a column.</summary>
    private static HashSet<(string Schema, string Name)> NamesOf(Catalog catalog) =>
        [
            .. catalog
                .Objects.Values.Select(o =>
                    o is Column c ? (c.Id, c.NotNullConstraint?.Name) : (o.Id, o is TableConstraint ? o.Id.Name : null)
                )
                .Where(n => n.Item2 is not null)
                .Select(n => (n.Id.Names[0], n.Item2!)),
        ];

    /// <summary>The statements that lead from one column's constraint to another's.</summary>
    internal static IEnumerable<Step> Steps(Column from, Column to, RenderContext context)
    {
        if (!from.NotNull)
            return Added(to, context);
        // Where the parent's goes, the server takes the partition's along, and the parent's alteration makes it anew.
        if (GoesWithParents(from, context))
            return [];
        var (old, wanted) = (from.NotNullConstraint, to.NotNullConstraint);
        if (wanted is { NotValid: true } && old is not { NotValid: true })
            return [ColumnAlter.Set(to, "DROP NOT NULL"), .. Added(to, context)];
        List<Step> steps = [];
        if (NameOf(from) != NameOf(to) && !IsSetFree(from, context))
            steps.AddRange(Renamed(from, to, context));
        if (old is { NoInherit: true } != wanted is { NoInherit: true })
            steps.Add(ColumnAlter.On(to, $"ALTER CONSTRAINT {Q(NameOf(to))} {(wanted is { NoInherit: true } ? "NO INHERIT" : "INHERIT")}"));
        if (old is { NotValid: true } && wanted is not { NotValid: true })
            steps.Add(ColumnAlter.On(to, $"VALIDATE CONSTRAINT {Q(NameOf(to))}", LockMode.ShareUpdateExclusive));
        return steps;
    }

    /// <summary>
    /// The server alters the constraint of a partition's column with that of its parent's: it adds none where there is one, and renames
    /// what has the same name.
    /// </summary>
    internal static bool Repeats(Column column, Column parents) =>
        !column.NotNull || !column.NamesNotNull.Value || (parents.NotNull && NameOf(column) == NameOf(parents));

    /// <summary>The statement that a column's constraint is added by.</summary>
    internal static IEnumerable<Step> Added(Column column, RenderContext context)
    {
        if (!column.NotNull)
            return [];
        if (!IsNamed(column, context))
            return [Checked(column, ColumnAlter.Set(column, "SET NOT NULL"))];
        var wanted = column.NotNullConstraint ?? new(null, false, false);
        var marks = (wanted.NoInherit ? " NO INHERIT" : "") + (wanted.NotValid ? " NOT VALID" : "");
        var add = ColumnAlter.On(column, $"ADD CONSTRAINT {Q(NameOf(column))} NOT NULL {Q(column.Id.Name)}{marks}");
        return [wanted.NotValid ? add : Checked(column, add)];
    }

    /// <summary>
    /// The statement for the constraint of a partition that becomes a table of its own: before that, the server refuses it.
    /// </summary>
    internal static IEnumerable<Step> Freed(Column from, RenderContext context)
    {
        if (!from.NotNull || !IsSetFree(from, context) || context.After.Find(from.Id) is not Column to)
            return [];
        if (!to.NotNull)
            return [ColumnAlter.Set(to, "DROP NOT NULL")];
        return NameOf(from) == NameOf(to) ? [] : [Rename(from, to)];
    }

    /// <summary>True where <see cref="Freed"/> alters the column.</summary>
    internal static bool IsSetFree(Column column, RenderContext context) =>
        column.ParentTable.Value is not null && context.After.Find(new("table partition", column.Table.Names)) is null;

    private static bool GoesWithParents(Column column, RenderContext context) =>
        column.ParentTable.Value is { } parent
        && !IsSetFree(column, context)
        && new ObjectId("table column", [.. parent.Names, column.Id.Name]) is var above
        && context.Before.Find(above) is Column { NotNull: true }
        && context.After.Find(above) is Column { NotNull: false };

    private static Step Rename(Column from, Column to) => ColumnAlter.On(to, $"RENAME CONSTRAINT {Q(NameOf(from))} TO {Q(NameOf(to))}");

    private static Step Checked(Column column, Step step) =>
        step with
        {
            Hazards =
            [
                Hazards.SetNotNull.On(column.Id, $"fails if {column.Id} holds nulls, and scans {column.Table} under an exclusive lock"),
            ],
        };

    /// <summary>A partition's constraint can be renamed only while it is none; so can one whose partitions have others.</summary>
    private static IEnumerable<Step> Renamed(Column from, Column to, RenderContext context)
    {
        var below = FollowingColumns.Of(to.Id, context).ToList();
        var apart = below.Where(c => context.Before.Find(c.Id) is Column was && NameOf(was) != NameOf(from)).ToList();
        return Apart(
            [.. from.ParentTable.Value is not null && to.ParentTable.Value == from.ParentTable.Value ? [to] : (Column[])[], .. apart],
            [Rename(from, to)],
            context
        );
    }

    private static IEnumerable<Step> Apart(IReadOnlyList<Column> partitions, IEnumerable<Step> steps, RenderContext context)
    {
        var bonds = partitions
            .Select(c => context.After.Find(new("table partition", c.Table.Names)))
            .OfType<Partitions.Partition>()
            .ToList();
        Step Bond(Partitions.Partition p, string action) =>
            new($"ALTER TABLE {Q(p.Parent)} {action}")
            {
                Locks = [new(p.Parent, LockMode.AccessExclusive), new(p.Table, LockMode.AccessExclusive)],
            };
        return
        [
            .. bonds.Select(p => Bond(p, $"DETACH PARTITION {Q(p.Table)}")),
            .. steps,
            .. bonds.Select(p => Bond(p, $"ATTACH PARTITION {Q(p.Table)} {p.Bound}")),
        ];
    }

    private static string Usual(ObjectId column) => ConstraintNames.Usual(column.Names[1], column.Name, "not_null");

    /// <summary>
    /// The same catalog as a server says it that knows no such constraint, where one of both does not; no difference comes of it.
    /// </summary>
    internal static Catalog Align(Catalog catalog, Catalog like)
    {
        if (HasNames(catalog) == HasNames(like))
            return catalog;
        var spelled = catalog
            .Objects.Values.OfType<Column>()
            .Select(c =>
                c with
                {
                    NotNullConstraint = c.NotNull && like.Find(c.Id) is Column { NotNull: true } l ? l.NotNullConstraint : null,
                }
            )
            .Where(c => !c.Equals(catalog.Find(c.Id)))
            .ToDictionary(c => c.Id);
        return spelled.Count == 0
            ? catalog
            : new Catalog(catalog.Objects.Values.Select(o => spelled.GetValueOrDefault(o.Id) ?? o), catalog.Recorded, catalog.Unmanaged)
            {
                ServerVersion = catalog.ServerVersion,
            };
    }

    private static bool HasNames(Catalog catalog) => !int.TryParse(catalog.ServerVersion, out var major) || major >= 18;
}
