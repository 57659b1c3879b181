using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>
/// The bond between a sequence and the column it goes away with. An object of its own, so that neither waits for the other.
/// </summary>
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
    public override IJsonTypeInfoResolver Json => SequencesJson.Default;
    internal override string Folder => "Sequences";
    internal override string Query => "sequence_owner";

    internal override SequenceOwner Read(CatalogRow row) => new(row.Id("sequence owner", 2), row.Id("table column", 3));

    public override IReadOnlyList<Alter> Diff(SequenceOwner before, SequenceOwner after) => [new Move(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<SequenceOwner>(SequenceEmission.Of);

    public override IEnumerable<Step> Create(SequenceOwner added, RenderContext context) =>
        [
            Own(added),
            .. context.Before.Find(added.Sequence) is null
            && context.Before.Find(added.Column) is INumberedColumn { IsPlain: true }
            && context.After.Find(added.Column) is INumberedColumn { IsInteger: true } column
            && context.After.Find(added.Sequence) is Sequence made
            && !OwnershipTransfer.FromIdentity(made, context)
                ? [OwnershipTransfer.Position(column, made.Id.Names, made.Options, [])]
                : Array.Empty<Step>(),
        ];

    public override IEnumerable<Step> Drop(SequenceOwner removed, RenderContext context) =>
        [new($"ALTER SEQUENCE {Q(removed.Sequence)} OWNED BY NONE")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => [Own((SequenceOwner)change.After)];

    private static Step Own(SequenceOwner owner) => new($"ALTER SEQUENCE {Q(owner.Sequence)} OWNED BY {Q(owner.Column)}");
}
