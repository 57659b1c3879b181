using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Triggers;

/// <param name="Enabled"><c>O</c>, <c>D</c>, <c>R</c> or <c>A</c>: https://www.postgresql.org/docs/current/catalog-pg-trigger.html
/// (tgenabled)</param>
public sealed record Trigger(ObjectId Id, ObjectId On, string Definition, string Enabled) : DbObject(Id)
{
    public override ObjectId Owner => On;
    public override ObjectId? Relation => On.Type == "table" ? On : null;
    public override ObjectId FiresOn => On;
}

public sealed class TriggerKind : PostgresKind<Trigger>
{
    private sealed record SetEnabled(Trigger From, Trigger To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Trigger)before with { Enabled = To.Enabled };
    }

    public override int Rank => 60;
    public override string Section => "triggers";
    public override IJsonTypeInfoResolver Json => TriggersJson.Default;
    public override IReadOnlyList<string> Nouns => ["trigger"];
    internal override string Folder => "Triggers";
    internal override string Query => "trigger";

    internal override Trigger Read(CatalogRow row)
    {
        var id = row.Id("trigger", 3);
        return new(id, new ObjectId(row.Text(), [id.Names[0], id.Names[1]]), row.Text(), row.Text());
    }

    public override IReadOnlyList<Alter>? Diff(Trigger before, Trigger after) =>
        before.Definition == after.Definition && before.On == after.On ? [new SetEnabled(before, after)] : null;

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Trigger>(TriggerEmission.Of);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Trigger>((t, to) => [new($"ALTER {Address(t.Id)} RENAME TO {Q(to.Name)}")]);

    public override IEnumerable<Step> Create(Trigger added, RenderContext context) =>
        [
            new(added.Definition) { Locks = [new(added.On, LockMode.ShareRowExclusive)] },
            .. added.Enabled == "O" ? [] : Alter(new SetEnabled(added, added), context),
        ];

    public override IEnumerable<Step> Drop(Trigger removed, RenderContext context) =>
        [new($"DROP {Address(removed.Id)}") { Locks = [new(removed.On, LockMode.AccessExclusive)] }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var after = (Trigger)change.After;
        var how = after.Enabled switch
        {
            "D" => "DISABLE",
            "R" => "ENABLE REPLICA",
            "A" => "ENABLE ALWAYS",
            _ => "ENABLE",
        };
        return [new($"ALTER TABLE {Q(after.On)} {how} TRIGGER {Q(after.Id.Name)}") { Locks = [new(after.On, LockMode.ShareRowExclusive)] }];
    }
}
