using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.EventTriggers;

public sealed record EventTrigger(ObjectId Id, string Event, EquatableArray<string> Tags, string Function, string Enabled) : DbObject(Id)
{
    public override string? Schema => null;
}

/// <summary>
/// https://www.postgresql.org/docs/current/sql-createeventtrigger.html. Created last, so that it does not fire on the rest of the plan.
/// </summary>
public sealed class EventTriggerKind : PostgresKind<EventTrigger>
{
    private sealed record SetEnabled(EventTrigger From, EventTrigger To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (EventTrigger)before with { Enabled = To.Enabled };
    }

    public override int Rank => 95;
    public override string Section => "eventTriggers";
    public override IJsonTypeInfoResolver Json => EventTriggersJson.Default;
    public override IReadOnlyList<string> Nouns => ["event trigger"];
    internal override string Folder => "EventTriggers";
    internal override string Query => "event_trigger";

    internal override EventTrigger Read(CatalogRow row) => new(row.Id("event trigger", 1), row.Text(), row.Texts(), row.Text(), row.Text());

    public override IReadOnlyList<Alter>? Diff(EventTrigger before, EventTrigger after) =>
        before with { Enabled = after.Enabled } == after ? [new SetEnabled(before, after)] : null;

    public override IEnumerable<Step> Create(EventTrigger added, RenderContext context) =>
        [
            new(
                $"CREATE EVENT TRIGGER {Q(added.Id)} ON {added.Event}"
                    + (added.Tags.Count > 0 ? $" WHEN TAG IN ({string.Join(", ", added.Tags.Select(Lit))})" : "")
                    + $" EXECUTE FUNCTION {added.Function}()"
            ),
            .. added.Enabled == "O" ? [] : Alter(new SetEnabled(added, added), context),
        ];

    public override IEnumerable<Step> Drop(EventTrigger removed, RenderContext context) => [new($"DROP EVENT TRIGGER {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        [new($"ALTER EVENT TRIGGER {Q(change.Subject)} {Action(((EventTrigger)change.After).Enabled)}")];

    private static string Action(string enabled) =>
        enabled switch
        {
            "D" => "DISABLE",
            "R" => "ENABLE REPLICA",
            "A" => "ENABLE ALWAYS",
            _ => "ENABLE",
        };
}
