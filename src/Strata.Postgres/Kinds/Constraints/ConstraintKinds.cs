using Strata.Core.CSharpEmission;
using Strata.Core.Model;

namespace Strata.Postgres.Kinds.Constraints;

public sealed record PrimaryKey(ObjectId Id, string Definition) : TableConstraint(Id, Definition)
{
    public override string MergesWith => Definition["PRIMARY KEY ".Length..];
    public override IEnumerable<string> Slots => Kinds.Slots.Relation(Id);
}

public sealed record Unique(ObjectId Id, string Definition) : TableConstraint(Id, Definition)
{
    public override string MergesWith => Definition["UNIQUE ".Length..];
    public override IEnumerable<string> Slots => Kinds.Slots.Relation(Id);
}

public sealed record Check(ObjectId Id, string Definition) : TableConstraint(Id, Definition);

public sealed record Exclusion(ObjectId Id, string Definition) : TableConstraint(Id, Definition)
{
    public override IEnumerable<string> Slots => Kinds.Slots.Relation(Id);
}

public sealed record ForeignKey(ObjectId Id, string Definition, ObjectId References) : TableConstraint(Id, Definition)
{
    public override IEnumerable<ObjectId> Needs => [References];
    public override bool IsLeftBehind => References != Table;
}

public sealed class PrimaryKeyKind : ConstraintKind<PrimaryKey>
{
    public override int Rank => 30;
    public override string Section => "primaryKeys";
    internal override char Letter => 'p';

    public override Coded? InCode(PrimaryKey o, CodeContext context) => ConstraintCode.Of(o, context);

    internal override PrimaryKey Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

public sealed class UniqueKind : ConstraintKind<Unique>
{
    public override int Rank => 31;
    public override string Section => "uniques";
    internal override char Letter => 'u';

    public override Coded? InCode(Unique o, CodeContext context) => ConstraintCode.Of(o, context);

    internal override Unique Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

public sealed class CheckKind : ConstraintKind<Check>
{
    public override int Rank => 32;
    public override string Section => "checks";
    internal override char Letter => 'c';

    public override Coded? InCode(Check o, CodeContext context) => ConstraintCode.Of(o, context);

    internal override Check Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

/// <summary>There is no online way: an exclusion constraint can be neither NOT VALID nor added from an index.</summary>
public sealed class ExclusionKind : ConstraintKind<Exclusion>
{
    public override int Rank => 33;
    public override string Section => "exclusions";
    internal override char Letter => 'x';

    public override Coded? InCode(Exclusion o, CodeContext context) => ConstraintCode.Of(o, context);

    internal override Exclusion Make(ObjectId id, string definition, ObjectId? references) => new(id, definition);
}

public sealed class ForeignKeyKind : ConstraintKind<ForeignKey>
{
    public override int Rank => 40;
    public override string Section => "foreignKeys";

    /// <summary>A statement of its own, so that tables may refer to each other in any order.</summary>
    public override bool Folds(DbObject part) => false;

    internal override char Letter => 'f';

    public override Coded? InCode(ForeignKey o, CodeContext context) => ForeignKeyCode.Of(o, context);

    internal override ForeignKey Make(ObjectId id, string definition, ObjectId? references) => new(id, definition, references!);

    private protected override LockMode AddLock => LockMode.ShareRowExclusive;

    private protected override IEnumerable<RelationLock> Locks(ForeignKey constraint, LockMode mode) =>
        constraint.References == constraint.Table
            ? [new(constraint.Table, mode)]
            : [new(constraint.Table, mode), new(constraint.References, mode == LockMode.ShareUpdateExclusive ? LockMode.RowShare : mode)];
}
