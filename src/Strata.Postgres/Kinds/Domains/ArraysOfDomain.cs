using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.Kinds.Tables;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Domains;

/// <summary>
/// Columns that hold a domain inside of an array. The server checks no value in there, and refuses to change what would have to be checked
/// (https://www.postgresql.org/docs/current/sql-alterdomain.html, notes): they hold the base type for that time.
/// </summary>
internal static class ArraysOfDomain
{
    public static AlterEffect Effect { get; } =
        new()
        {
            Carries = dependent => dependent is Column { DataType: var type } && type.EndsWith("[]", StringComparison.Ordinal),
            Rebuilds = TypeReplacement.IsRebuilt,
            DisruptsBehind = TypeReplacement.DisruptsBehind,
            DisruptsOwnBehind = true,
        };

    /// <summary>Statements that change a domain, with its arrays as arrays of the base type where there are any.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="change">The statements.</param>
    /// <param name="readsValues">True where the steps look at values that are there.</param>
    /// <param name="context">The plan.</param>
    public static IEnumerable<Step> Around(Domain domain, IReadOnlyList<Step> change, bool readsValues, RenderContext context)
    {
        var columns = context
            .Before.DependentsOf(domain.Id)
            .Select(context.Before.Find)
            .OfType<Column>()
            .Where(c => Effect.Carries(c) && context.After.Find(c.Id) is Column && !TypeReplacement.GoesWithParent(c, context))
            .ToList();
        if (columns.Count == 0 || !readsValues)
            return change;
        return [.. columns.SelectMany(c => ToBase(c, domain, context)), .. change, .. columns.SelectMany(c => Back(c, domain, context))];
    }

    private static IEnumerable<Step> ToBase(Column column, Domain domain, RenderContext context)
    {
        if (context.Before.Find(DefaultOf(column)) is not null)
            yield return ColumnAlter.Set(column, "DROP DEFAULT");
        yield return ColumnAlter.Set(column, $"TYPE {domain.DataType}[] USING {Q(column.Id.Name)}::{domain.DataType}[]");
    }

    private static IEnumerable<Step> Back(Column column, Domain domain, RenderContext context)
    {
        yield return ColumnAlter.Set(column, $"TYPE {column.DataType} USING {Q(column.Id.Name)}::{column.DataType}") with
        {
            Hazards =
            [
                Hazards.ChangeType.On(column.Id, $"rewrites {column.Table}, and fails where {column.Id} holds what {domain.Id} refuses"),
            ],
        };
        if (context.Before.Find(DefaultOf(column)) is ColumnDefault value)
            yield return ColumnAlter.Set(column, $"SET DEFAULT {value.Expression}");
    }

    private static ObjectId DefaultOf(Column column) => new("default value", column.Id.Names);
}
