using Strata.Core.Model;
using Strata.Core.Safety;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>A table that a judged plan rebuilds.</summary>
internal sealed record RebuiltTable(Table From, Table To, IReadOnlyList<Column> ColumnsBefore, IReadOnlyList<Column> ColumnsAfter);

/// <summary>Rebuilds of a judged plan, planned or written by hand.</summary>
internal static class RebuiltTables
{
    /// <summary>The tables that stand before and after the plan and are rebuilt by it.</summary>
    public static IEnumerable<RebuiltTable> Rebuilds(this JudgedPlan plan)
    {
        foreach (var id in plan.Steps.Select(s => s.Step.Rebuilds).OfType<ObjectId>().Distinct())
            if (plan.Before.Find(id) is Table from && plan.After.Find(id) is Table to)
                yield return new(from, to, Definitions.ColumnsOf(id, plan.Before), Definitions.ColumnsOf(id, plan.After));
    }
}
