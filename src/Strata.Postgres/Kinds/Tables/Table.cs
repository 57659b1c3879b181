using Strata.Core.Model;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>A table without its parts: those are objects of their own.</summary>
public sealed record Table(ObjectId Id) : DbObject(Id), IReplicated, ITyped
{
    public bool Unlogged { get; init; }

    /// <summary><c>RANGE (taken_at)</c> and the like for a partitioned table.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>
    /// Parents of classic inheritance, as they are written in SQL. A partition's parent is a <see cref="Partitions.Partition"/>.
    /// </summary>
    public EquatableArray<string> Inherits { get; init; } = [];

    /// <summary>Storage parameters, <c>name=value</c>, sorted.</summary>
    public EquatableArray<string> Options { get; init; } = [];

    /// <summary>The options in the order they were given.</summary>
    public Carried<EquatableArray<string>> OptionsGiven { get; init; }
    public string? AccessMethod { get; init; }
    public string? Tablespace { get; init; }
    public bool RowSecurity { get; init; }
    public bool ForceRowSecurity { get; init; }

    /// <summary>
    /// <c>d</c>, <c>n</c>, <c>f</c> or <c>i</c>: https://www.postgresql.org/docs/current/catalog-pg-class.html (relreplident)
    /// </summary>
    public string ReplicaIdentity { get; init; } = "d";
    public string? OfType { get; init; }

    internal override LinkFacet? Link => Inherits.Count == 0 ? null : new() { LockedWith = [.. Inheritance.Parents(Inherits)] };

    public override ObjectId Relation => Id;
    public override bool HoldsData => true;
    public override IEnumerable<string> NameSlots => SlotNames.RelationWithType(Id);
}
