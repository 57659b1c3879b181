using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.SqlWriting;

/// <summary>The marks of a table on one of its indexes: clustered on it, identifying rows for replication by it.</summary>
internal static class IndexMarks
{
    public static IEnumerable<Step> Steps(
        ObjectId table,
        string index,
        (bool Clustered, bool Identity) before,
        (bool Clustered, bool Identity) after
    )
    {
        if (after.Clustered && !before.Clustered)
            yield return new Step($"ALTER TABLE {Q(table)} CLUSTER ON {Q(index)}") { Locks = [new(table, LockMode.ShareUpdateExclusive)] };
        if (before.Clustered && !after.Clustered)
            yield return new Step($"ALTER TABLE {Q(table)} SET WITHOUT CLUSTER") { Locks = [new(table, LockMode.ShareUpdateExclusive)] };
        if (after.Identity && !before.Identity)
            yield return new Step($"ALTER TABLE {Q(table)} REPLICA IDENTITY USING INDEX {Q(index)}")
            {
                Locks = [new(table, LockMode.AccessExclusive)],
            };
        if (before.Identity && !after.Identity)
            yield return new Step($"ALTER TABLE {Q(table)} REPLICA IDENTITY DEFAULT") { Locks = [new(table, LockMode.AccessExclusive)] };
    }
}
