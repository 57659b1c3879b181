using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Sequences;

public sealed record Sequence(ObjectId Id, SequenceOptions Options, bool Unlogged) : DbObject(Id)
{
    /// <summary>The column it goes away with. Compared as an object of its own: <see cref="SequenceOwner"/>.</summary>
    public Carried<ObjectId?> OwnedBy { get; init; }
    public override ObjectId? DroppedWith => OwnedBy.Value;
    public override IEnumerable<string> NameSlots =>
        [.. SlotNames.Relation(Id), .. OwnedBy.Value is { } column ? SlotNames.Numbers(column) : []];
}

public sealed class SequenceKind : PostgresKind<Sequence>
{
    private sealed record SetOptions(Sequence From, Sequence To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Sequence)before with { Options = To.Options };
    }

    private sealed record SetLogged(Sequence From, Sequence To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Sequence)before with { Unlogged = To.Unlogged };
    }

    public override int Rank => 15;
    public override string Section => "sequences";
    public override IJsonTypeInfoResolver Json => SequencesJson.Default;
    public override IReadOnlyList<string> Nouns => ["sequence"];
    internal override string Folder => "Sequences";
    internal override string Query => "sequence";

    internal override Sequence Read(CatalogRow row)
    {
        var sequence = new Sequence(
            row.Id("sequence", 2),
            new(row.Text(), row.Long(), row.Long(), row.Long(), row.Long(), row.Long(), row.Flag()),
            row.Flag()
        );
        var owner = row.Texts();
        return sequence with { OwnedBy = new(owner.Count == 0 ? null : new ObjectId("table column", owner)) };
    }

    public override IReadOnlyList<Alter>? Diff(Sequence before, Sequence after)
    {
        List<Alter> alters = [];
        if (before.Options != after.Options)
            alters.Add(new SetOptions(before, after));
        if (before.Unlogged != after.Unlogged)
            alters.Add(new SetLogged(before, after));
        return alters;
    }

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Sequence>(SequenceEmission.Of);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Sequence>((o, to) => Renaming.Steps("SEQUENCE", o.Id, to), byContent: true);

    public override RetentionFacet Retention => RetentionFacet.Of<Sequence>(MoveToQuarantine);

    public override IEnumerable<Step> Create(Sequence added, RenderContext context) =>
        [OwnershipTransfer.FromIdentity(added, context) ? OwnershipTransfer.TakeName(added) : Creation(added)];

    internal static Step Creation(Sequence added) =>
        new(
            $"CREATE {(added.Unlogged ? "UNLOGGED " : "")}SEQUENCE {Q(added.Id)}"
                + (added.Options.DataType == "bigint" ? "" : $" AS {added.Options.DataType}")
                + added.Options.Clauses()
        );

    public override IEnumerable<Step> Drop(Sequence removed, RenderContext context) =>
        [OwnershipTransfer.ToIdentity(removed, context) ? OwnershipTransfer.Displace(removed) : new($"DROP SEQUENCE {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            SetOptions a =>
            [
                .. a.To.Options.Forward(a.To.Id, a.From.Options),
                new($"ALTER SEQUENCE {Q(a.To.Id)}{a.To.Options.Changes(a.From.Options)}{a.To.Options.Restart(a.From.Options)}"),
            ],
            SetLogged a => [new($"ALTER SEQUENCE {Q(a.To.Id)} SET {(a.To.Unlogged ? "UNLOGGED" : "LOGGED")}")],
            _ => base.Alter(change, context),
        };
}
