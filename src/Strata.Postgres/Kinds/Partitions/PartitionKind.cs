using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Partitions;

/// <summary>
/// The bond between a partition and its parent. The partition is made as a table first, keys and indexes included, and attached last, so
/// that
/// every name is the wanted one: the server links what fits (https://www.postgresql.org/docs/current/sql-altertable.html, ATTACH
/// PARTITION).
/// </summary>
public sealed record Partition(ObjectId Id, ObjectId Parent, string Bound) : DbObject(Id)
{
    /// <summary>
    /// The foreign keys that the partition has from its parent, each as its name, and the schema and the name of the table it refers to:
    /// objects of their own as soon as it is detached.
    /// </summary>
    public Carried<EquatableArray<string>> ForeignKeys { get; init; }

    public ObjectId Table => new("table", Id.Names);
    public override ObjectId Owner => Table;
    public override IEnumerable<ObjectId> Needs => [Parent];

    /// <summary>Detached first, always: a partition of a table that a foreign key refers to cannot be dropped while it is one.</summary>
    public override ObjectId? DroppedWith => null;

    /// <summary>A new one may want rows for itself that were another's.</summary>
    public override IEnumerable<string> CallConflicts => [$"rows of {PostgresSql.Q(Parent)}"];

    internal override LinkFacet Link => new() { SpreadsLocks = (Parent, Table) };
}

public sealed class PartitionKind : PostgresKind<Partition>
{
    public override int Rank => 45;
    public override string Section => "partitions";
    public override IJsonTypeInfoResolver Json => PartitionsJson.Default;
    public override IReadOnlyList<string> Nouns => ["partition"];
    internal override string Folder => "Partitions";
    internal override string Query => "partition";

    internal override Partition Read(CatalogRow row) =>
        new(row.Id("table partition", 2), row.Id("table", 2), row.Text()) { ForeignKeys = new(row.Texts()) };

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Partition>((o, context) => new(o));

    public override RetentionFacet Retention { get; } = new() { StaysBehind = _ => true };

    public override IEnumerable<Step> Create(Partition added, RenderContext context) =>
        [
            On(
                added,
                LockMode.ShareUpdateExclusive,
                $"ATTACH PARTITION {Q(added.Table)} {added.Bound}",
                [
                    .. Referring(added.Parent, context)
                        .Concat(Referred(added.Parent, context))
                        .Select(t => new RelationLock(t, LockMode.ShareRowExclusive)),
                ]
            ),
        ];

    public override IEnumerable<Step> Drop(Partition removed, RenderContext context) =>
        [
            On(
                removed,
                LockMode.AccessExclusive,
                $"DETACH PARTITION {Q(removed.Table)}",
                [
                    .. Referring(removed.Parent, context).Select(t => new RelationLock(t, LockMode.AccessExclusive)),
                    .. Referred(removed.Parent, context).Select(t => new RelationLock(t, LockMode.ShareRowExclusive)),
                ]
            ),
            .. LeftBehind(removed, context),
            .. context
                .Before.Objects.Values.Where(o => o is IPartOfPartition && o.Owner == removed.Table)
                .OrderBy(o => o.Id)
                .SelectMany(o => ((IPartOfPartition)o).Freed(context)),
        ];

    /// <summary>
    /// DETACH makes what was a part of the parent's foreign key one of the table's own. One that the table, or what it refers to, goes with
    /// would be in the way of that; one that is wanted is added under its name.
    /// </summary>
    private static IEnumerable<Step> LeftBehind(Partition removed, RenderContext context)
    {
        var keys = removed.ForeignKeys.Value;
        for (var i = 0; i + 2 < keys.Count; i += 3)
        {
            var references = new ObjectId("table", [keys[i + 1], keys[i + 2]]);
            if (context.After.Find(removed.Table) is null && context.After.Find(references) is not null)
                continue;
            yield return new Step($"ALTER TABLE {Q(removed.Table)} DROP CONSTRAINT IF EXISTS {Q(keys[i])}")
            {
                Locks = [new(removed.Table, LockMode.AccessExclusive), new(references, LockMode.AccessExclusive)],
            };
        }
    }

    private static Step On(Partition p, LockMode mode, string action, IEnumerable<RelationLock> others) =>
        new($"ALTER TABLE {Q(p.Parent)} {action}") { Locks = [new(p.Parent, mode), new(p.Table, LockMode.AccessExclusive), .. others] };

    /// <summary>Tables whose foreign keys refer to a partitioned table, and so to each of its partitions.</summary>
    private static IEnumerable<ObjectId> Referring(ObjectId table, RenderContext context) =>
        Up(table, context)
            .SelectMany(
                t => (Catalog[])[context.Before, context.After],
                (t, c) => c.DependentsOf(t).Select(c.Find).OfType<ForeignKey>().Where(k => k.References == t).Select(k => k.Table)
            )
            .SelectMany(t => t)
            .Distinct();

    /// <summary>Tables that the foreign keys of a partitioned table refer to.</summary>
    private static IEnumerable<ObjectId> Referred(ObjectId table, RenderContext context) =>
        Up(table, context)
            .SelectMany(
                t => (Catalog[])[context.Before, context.After],
                (t, c) => c.DependentsOf(t).Select(c.Find).OfType<ForeignKey>().Where(k => k.Table == t).Select(k => k.References)
            )
            .SelectMany(t => t)
            .Distinct();

    private static IEnumerable<ObjectId> Up(ObjectId table, RenderContext context)
    {
        for (
            var at = table;
            at is not null;
            at = (
                    (context.Before.Find(new("table partition", at.Names)) ?? context.After.Find(new("table partition", at.Names)))
                    as Partition
                )?.Parent
        )
            yield return at;
    }
}
