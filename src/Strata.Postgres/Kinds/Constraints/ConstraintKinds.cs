using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Constraints;

public sealed record PrimaryKey(ObjectId Id, string Definition) : TableConstraint(Id, Definition)
{
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    internal override OrderingFacet Ordering => new() { Place = $"primary key of {Table}", IsCandidate = true };
}

public sealed record Unique(ObjectId Id, string Definition) : TableConstraint(Id, Definition)
{
    private static readonly OrderingFacet s_ordering = new() { IsCandidate = true };

    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    internal override OrderingFacet Ordering => s_ordering;
}

public sealed record Check(ObjectId Id, string Definition) : TableConstraint(Id, Definition);

public sealed record Exclusion(ObjectId Id, string Definition) : TableConstraint(Id, Definition)
{
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);
}

public sealed record ForeignKey(ObjectId Id, string Definition, ObjectId References) : TableConstraint(Id, Definition)
{
    public override IEnumerable<ObjectId> Needs => [References];

    /// <summary>Any unique key of the columns will do for the server.</summary>
    internal override OrderingFacet Ordering => new() { ChoosesAmong = References };
}

public sealed class PrimaryKeyKind : ConstraintKind<PrimaryKey>
{
    public override int Rank => 30;
    public override string Section => "primaryKeys";
    public override IJsonTypeInfoResolver Json => ConstraintsJson.Default;
    internal override char Letter => 'p';

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<PrimaryKey>(ConstraintEmission.Of);

    private protected override string MergeKey(PrimaryKey constraint) => constraint.Definition["PRIMARY KEY ".Length..];

    internal override PrimaryKey Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

public sealed class UniqueKind : ConstraintKind<Unique>
{
    public override int Rank => 31;
    public override string Section => "uniques";
    public override IJsonTypeInfoResolver Json => ConstraintsJson.Default;
    internal override char Letter => 'u';

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Unique>(ConstraintEmission.Of);

    private protected override string MergeKey(Unique constraint) => constraint.Definition["UNIQUE ".Length..];

    internal override Unique Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

public sealed class CheckKind : ConstraintKind<Check>
{
    public override int Rank => 32;
    public override string Section => "checks";
    public override IJsonTypeInfoResolver Json => ConstraintsJson.Default;
    internal override char Letter => 'c';

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Check>(ConstraintEmission.Of);

    internal override Check Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

/// <summary>Exclusion constraints. None is added online: they can be neither NOT VALID nor added from an index.</summary>
public sealed class ExclusionKind : ConstraintKind<Exclusion>
{
    public override int Rank => 33;
    public override string Section => "exclusions";
    public override IJsonTypeInfoResolver Json => ConstraintsJson.Default;
    internal override char Letter => 'x';

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Exclusion>(ConstraintEmission.Of);

    internal override Exclusion Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

public sealed class ForeignKeyKind : ConstraintKind<ForeignKey>
{
    public override int Rank => 40;
    public override string Section => "foreignKeys";
    public override IJsonTypeInfoResolver Json => ConstraintsJson.Default;

    /// <summary>A statement of its own, so that tables may refer to each other in any order.</summary>
    public override FoldFacet? Fold => null;

    public override RetentionFacet Retention { get; } = new() { StaysBehind = o => o is ForeignKey key && key.References != key.Table };

    internal override char Letter => 'f';

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<ForeignKey>(ForeignKeyEmission.Of);

    internal override ForeignKey Make(ObjectId id, string definition, ObjectId? references) => new(id, definition, references!);

    private protected override LockMode AddLock => LockMode.ShareRowExclusive;

    private protected override IEnumerable<RelationLock> Locks(ForeignKey constraint, LockMode mode) =>
        constraint.References == constraint.Table
            ? [new(constraint.Table, mode)]
            : [new(constraint.Table, mode), new(constraint.References, mode == LockMode.ShareUpdateExclusive ? LockMode.RowShare : mode)];
}
