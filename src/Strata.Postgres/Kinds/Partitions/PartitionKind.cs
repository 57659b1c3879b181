using Strata.Core;
using Strata.Core.Code;
using Strata.Core.Model;
using Strata.Postgres.Catalog;
using static Strata.Postgres.Sql;

namespace Strata.Postgres.Kinds.Partitions;

/// <summary>
/// The bond between a partition and its parent. The partition is made as a table first, keys and indexes included, and attached last, so that
/// every name is the wanted one: the server links what fits (https://www.postgresql.org/docs/current/sql-altertable.html, ATTACH PARTITION).
/// </summary>
public sealed record Partition(ObjectId Id, ObjectId Parent, string Bound) : DbObject(Id)
{
    public ObjectId Table => new("table", Id.Names);
    public override ObjectId Owner => Table;
    public override IEnumerable<ObjectId> Needs => [Parent];
    public override (ObjectId From, ObjectId To)? ReachOfLocks => (Parent, Table);
}

public sealed class PartitionKind : PostgresKind<Partition>
{
    public override int Rank => 45;
    public override string Section => "partitions";
    internal override string Folder => "Partitions";
    internal override string Query => "partition";

    internal override Partition Read(CatalogRow row) => new(row.Id("table partition", 2), row.Id("table", 2), row.Text());

    public override Coded? InCode(Partition o, CodeContext context) => new(o);

    public override IEnumerable<Step> Create(Partition added, RenderContext context) => [On(added, LockMode.ShareUpdateExclusive, $"ATTACH PARTITION {Q(added.Table)} {added.Bound}")];

    public override IEnumerable<Step> Drop(Partition removed, RenderContext context) => [On(removed, LockMode.AccessExclusive, $"DETACH PARTITION {Q(removed.Table)}")];

    private static Step On(Partition p, LockMode mode, string action) => new($"ALTER TABLE {Q(p.Parent)} {action}") { Locks = [new(p.Parent, mode), new(p.Table, LockMode.AccessExclusive)] };
}
