using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Indexes;

/// <summary>The bond between a partition's index and its parent's. Attaching the partition itself makes it too.</summary>
/// <param name="Child">The index, or the constraint whose index it is.</param>
public sealed record IndexPartition(ObjectId Id, ObjectId ParentIndex, ObjectId Table, ObjectId Child, ObjectId Parent)
    : DbObject(Id),
        IRebuiltWithColumn
{
    public override ObjectId Owner => Child;
    public override IEnumerable<ObjectId> Needs => [Parent];

    /// <summary>A partitioned table's key is not valid, and nothing may refer to it, before every partition has its part.</summary>
    internal override LinkFacet Link => new() { ImpliedBy = new("table partition", Table.Names), Completes = Parent };

    public override IEnumerable<ObjectId> UndoneWith => [Parent, Child];

    internal override DbObject Readdressed(Func<ObjectId, ObjectId> renamed)
    {
        var (child, parent) = (renamed(Child), renamed(Parent));
        return this with
        {
            Id = new(Id.Type, [Id.Names[0], child.Name]),
            ParentIndex = new(ParentIndex.Type, [ParentIndex.Names[0], parent.Name]),
            Child = child,
            Parent = parent,
        };
    }
}

public sealed class IndexPartitionKind : PostgresKind<IndexPartition>
{
    public override int Rank => 46;
    public override string Section => "indexPartitions";
    public override IJsonTypeInfoResolver Json => IndexesJson.Default;
    internal override string Folder => "Indexes";
    internal override string Query => "index_partition";

    internal override IndexPartition? Read(CatalogRow row)
    {
        var (id, parentIndex, table) = (row.Id("index partition", 2), row.Id("index", 2), row.Id("table", 2));
        return row.Object() is { } child && row.Object() is { } parent ? new(id, parentIndex, table, child, parent) : null;
    }

    public override CSharpFacet InCSharp { get; } =
        CSharpFacet.Of<IndexPartition>((o, context) => context.Of(o.Parent) is null ? null : new(o));

    public override IEnumerable<Step> Create(IndexPartition added, RenderContext context) =>
        [new($"ALTER INDEX {Q(added.ParentIndex)} ATTACH PARTITION {Q(added.Id)}")];

    /// <summary>
    /// Needs no statement, as an index has no DETACH: the bond ends with the parent's index, which takes the partition's along, or with the
    /// partition's own bond.
    /// </summary>
    public override IEnumerable<Step> Drop(IndexPartition removed, RenderContext context) => [];
}
