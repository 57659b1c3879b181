using Strata.Core;
using Strata.Core.Code;
using Strata.Core.Model;
using Strata.Postgres.Catalog;
using static Strata.Postgres.Sql;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>The bond between a sequence and the column it goes away with. An object of its own, so that neither waits for the other.</summary>
public sealed record SequenceOwner(ObjectId Id, ObjectId Column) : DbObject(Id)
{
    public ObjectId Sequence => new("sequence", Id.Names);
    public override ObjectId Owner => Sequence;
    public override IEnumerable<ObjectId> Needs => [Column];
}

public sealed class SequenceOwnerKind : PostgresKind<SequenceOwner>
{
    private sealed record Move(SequenceOwner From, SequenceOwner To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 35;
    public override string Section => "sequenceOwners";
    internal override string Folder => "Sequences";
    internal override string Query => "sequence_owner";

    internal override SequenceOwner Read(CatalogRow row) => new(row.Id("sequence owner", 2), row.Id("table column", 3));

    public override IReadOnlyList<Alter> Diff(SequenceOwner before, SequenceOwner after) => [new Move(before, after)];

    public override Coded? InCode(SequenceOwner o, CodeContext context) => SequenceCode.Of(o, context);

    public override IEnumerable<Step> Create(SequenceOwner added, RenderContext context) => [new($"ALTER SEQUENCE {Q(added.Sequence)} OWNED BY {Q(added.Column)}")];

    public override IEnumerable<Step> Drop(SequenceOwner removed, RenderContext context) => [new($"ALTER SEQUENCE {Q(removed.Sequence)} OWNED BY NONE")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => Create((SequenceOwner)change.After, context);
}
