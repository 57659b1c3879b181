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
    /// <summary>
    /// Its copies on partitions that are in another state: each as the schema and the name of the partition, and the state.
    /// </summary>
    public EquatableArray<string> Copies { get; init; } = [];

    /// <summary>The partitions must be there for it.</summary>
    public override IEnumerable<ObjectId> Needs => Copies.Chunk(3).Select(c => new ObjectId("table partition", [c[0], c[1]]));

    public override ObjectId Owner => On;
    public override ObjectId? Relation => On.Type == "table" ? On : null;
    public override ObjectId FiresOn => On;
}

public sealed class TriggerKind : PostgresKind<Trigger>
{
    private sealed record SetEnabled(Trigger From, Trigger To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Trigger)before with { Enabled = To.Enabled, Copies = To.Copies };
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
        return new(id, new ObjectId(row.Text(), [id.Names[0], id.Names[1]]), row.Text(), row.Text()) { Copies = row.Texts() };
    }

    public override IReadOnlyList<Alter>? Diff(Trigger before, Trigger after) =>
        before.Definition == after.Definition && before.On == after.On ? [new SetEnabled(before, after)] : null;

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Trigger>(TriggerEmission.Of);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Trigger>((t, to) => [new($"ALTER {Address(t.Id)} RENAME TO {Q(to.Name)}")]);

    public override IEnumerable<Step> Create(Trigger added, RenderContext context) =>
        [
            new(added.Definition) { Locks = [new(added.On, LockMode.ShareRowExclusive)] },
            .. added.Enabled == "O" ? [] : (Step[])[SetState(added.On, added)],
            .. CopySteps(added, added with { Copies = [] }),
        ];

    public override IEnumerable<Step> Drop(Trigger removed, RenderContext context) =>
        [new($"DROP {Address(removed.Id)}") { Locks = [new(removed.On, LockMode.AccessExclusive)] }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var (before, after) = ((Trigger)change.Before, (Trigger)change.After);
        return before.Enabled == after.Enabled
            ? CopySteps(after, before)
            // The state of the copies follows, from PostgreSQL 15 on.
            : [SetState(after.On, after), .. CopySteps(after, before, all: true)];
    }

    /// <summary>The states of copies on partitions, those back to the trigger's own first.</summary>
    private static IEnumerable<Step> CopySteps(Trigger trigger, Trigger before, bool all = false)
    {
        var (had, wanted) = (before.Copies.Chunk(3).ToList(), trigger.Copies.Chunk(3).ToList());
        return
        [
            .. had.Where(h => !wanted.Any(w => w[0] == h[0] && w[1] == h[1])).Select(h => SetState(new("table", [h[0], h[1]]), trigger)),
            .. wanted
                .Where(w => all || !had.Any(h => h.SequenceEqual(w)))
                .Select(w => SetState(new("table", [w[0], w[1]]), trigger with { Enabled = w[2] })),
        ];
    }

    private static Step SetState(ObjectId table, Trigger trigger)
    {
        var how = trigger.Enabled switch
        {
            "D" => "DISABLE",
            "R" => "ENABLE REPLICA",
            "A" => "ENABLE ALWAYS",
            _ => "ENABLE",
        };
        return new($"ALTER TABLE {Q(table)} {how} TRIGGER {Q(trigger.Id.Name)}") { Locks = [new(table, LockMode.ShareRowExclusive)] };
    }
}
