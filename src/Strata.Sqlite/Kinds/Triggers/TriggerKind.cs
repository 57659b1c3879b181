using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Triggers;

/// <param name="On">The table or view whose changes fire it.</param>
/// <param name="Definition">The text after the name, as it was written.</param>
public sealed record Trigger(ObjectId Id, ObjectId On, string Definition) : DbObject(Id)
{
    public override ObjectId Relation => On;
    public override ObjectId Owner => On;
    public override ObjectId FiresOn => On;
    public override string Code => Definition;
    public override IEnumerable<string> NameSlots => SlotNames.Trigger(Id);

    public bool Equals(Trigger? other) => other is not null && Id == other.Id && Key == other.Key;

    public override int GetHashCode() => Id.GetHashCode();

    private string Key => Canonical.Key(Definition);

    internal bool Mentions(string name) => new TokenList(Definition).Names().Any(n => Canonical.Same(n, name));

    internal Step Created => new($"CREATE TRIGGER {Q(Id)} {Definition}");
}

/// <summary>https://www.sqlite.org/lang_createtrigger.html</summary>
public sealed class TriggerKind : ObjectKind<Trigger>
{
    public override int Rank => 60;
    public override string Section => "triggers";
    public override IJsonTypeInfoResolver Json => TriggersJson.Default;

    public override IEnumerable<Step> Create(Trigger added, RenderContext context) => [added.Created];

    public override IEnumerable<Step> Drop(Trigger removed, RenderContext context) => [new($"DROP TRIGGER {Q(removed.Id)}")];
}
