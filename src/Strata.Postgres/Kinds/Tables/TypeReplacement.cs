using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Indexes;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>
/// A type that cannot be altered in place: the old one is displaced, a new one takes its name, and every column is cast over with its rows.
/// </summary>
internal static class TypeReplacement
{
    public static AlterEffect Effect { get; } =
        new()
        {
            Disrupts = _ => true,
            Carries = dependent => dependent is Column,
            Rebuilds = IsRebuilt,
            DisruptsBehind = DisruptsBehind,
        };

    /// <summary>Keys and indexes of a column that gets another type are made anew by the server, unless something needs them.</summary>
    public static bool IsRebuilt(DbObject o) => o is TableConstraint or TableIndex;

    /// <summary>
    /// Selects what the server refuses to make anew with a column, or with a key or an index of it: a view, a policy, a foreign key of
    /// others.
    /// </summary>
    public static bool DisruptsBehind(DbObject through, DbObject dependent) =>
        dependent is ForeignKey || (dependent is not IRebuiltWithColumn && dependent.Owner != through.Id);

    /// <summary>ALTER TABLE reaches it with its parent's column.</summary>
    public static bool GoesWithParent(Column column, RenderContext context) =>
        (column.ParentTable.Value ?? column.InheritsFrom.Value) is { } parent
        && context.Before.Find(new("table column", [.. parent.Names, column.Id.Name])) is Column { DataType: var type }
        && type == column.DataType
        && (column.InheritsFrom.Value is not null || context.After.Find(new("table partition", column.Table.Names)) is not null);

    public static IEnumerable<Step> Steps(ObjectId type, string create, RenderContext context, Hazard hazard)
    {
        var columns = context
            .Before.DependentsOf(type)
            .Select(context.Before.Find)
            .OfType<Column>()
            .Where(c => context.After.Find(c.Id) is Column after && after.DataType == c.DataType && !GoesWithParent(c, context))
            .ToList();
        if (columns.Count == 0)
        {
            yield return new Step($"DROP TYPE {Q(type)}");
            yield return new Step(create);
            yield break;
        }
        var displaced = DisplacedName.Of(type);
        yield return new Step($"ALTER TYPE {Q(type)} RENAME TO {Q(displaced.Name)}");
        yield return new Step(create);
        foreach (var column in columns)
        {
            var text = column.DataType.EndsWith("[]", StringComparison.Ordinal) ? "text[]" : "text";
            yield return new Step(
                $"ALTER TABLE {Q(column.Table)} ALTER COLUMN {Q(column.Id.Name)} TYPE {column.DataType} USING {Q(column.Id.Name)}"
                    + $"::{text}::{column.DataType}"
            )
            {
                Locks = [new(column.Table, LockMode.AccessExclusive)],
                Hazards = [hazard],
            };
        }
        yield return new Step($"DROP TYPE {Q(displaced)}");
    }
}
