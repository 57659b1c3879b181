using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds;

/// <summary>
/// The identity of a table's rows for replication. Where the index that told them apart is dropped, the server keeps its mark and publishes
/// no identity at all: https://www.postgresql.org/docs/current/sql-altertable.html (REPLICA IDENTITY)
/// </summary>
internal static class ReplicaIdentities
{
    /// <param name="table">The table of a dropped index.</param>
    /// <param name="wasIdentity">The index told its rows apart.</param>
    /// <param name="context">The plan.</param>
    public static IEnumerable<Step> AfterDrop(ObjectId table, bool wasIdentity, RenderContext context) =>
        !wasIdentity
        || context.After.Find(table) is not IReplicated { ReplicaIdentity: "d" }
        || context.After.DependentsOf(table).Any(id => context.After.Find(id) is IReplicaIdentity { ReplicaIdentity: true })
            ? []
            : [new Step($"ALTER TABLE {Q(table)} REPLICA IDENTITY DEFAULT") { Locks = [new(table, LockMode.AccessExclusive)] }];
}
