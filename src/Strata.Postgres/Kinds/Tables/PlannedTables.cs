using Strata.Core.Model;
using Strata.Core.Safety;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>Tables of a judged plan.</summary>
internal static class PlannedTables
{
    /// <summary>The table holds no rows itself: its partitions do.</summary>
    public static bool IsPartitioned(this JudgedPlan plan, ObjectId table) => plan.After.Find(table) is Table { PartitionKey: not null };
}
