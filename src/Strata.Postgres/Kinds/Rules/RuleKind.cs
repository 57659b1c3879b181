using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Rules;

/// <summary>https://www.postgresql.org/docs/current/sql-createrule.html</summary>
public sealed record Rule(ObjectId Id, ObjectId On, string Definition, string Enabled) : DbObject(Id)
{
    public override ObjectId Owner => On;
    public override ObjectId FiresOn => On;
    public override string Code => Definition;
}

public sealed class RuleKind : PostgresKind<Rule>
{
    private sealed record SetEnabled(Rule From, Rule To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (Rule)before with { Enabled = To.Enabled };
    }

    public override int Rank => 62;
    public override string Section => "rules";
    public override IJsonTypeInfoResolver Json => RulesJson.Default;
    public override IReadOnlyList<string> Nouns => ["rule"];
    internal override string Folder => "Rules";
    internal override string Query => "rule";

    internal override Rule Read(CatalogRow row)
    {
        var id = row.Id("rule", 3);
        return new(id, new ObjectId(row.Text(), [id.Names[0], id.Names[1]]), row.Text(), row.Text());
    }

    public override IReadOnlyList<Alter>? Diff(Rule before, Rule after) =>
        before.Definition == after.Definition && before.On == after.On ? [new SetEnabled(before, after)] : null;

    public override IEnumerable<Step> Create(Rule added, RenderContext context) =>
        [
            new(added.Definition)
            {
                Locks =
                [
                    new(added.On, LockMode.AccessExclusive),
                    .. context
                        .After.DependsOn(added.Id)
                        .Select(id => context.After.Find(id)?.Relation)
                        .Where(r => r is not null && r != added.On)
                        .Distinct()
                        .Select(r => new RelationLock(r!, LockMode.RowExclusive)),
                ],
            },
            .. added.Enabled == "O" ? [] : Alter(new SetEnabled(added, added), context),
        ];

    public override IEnumerable<Step> Drop(Rule removed, RenderContext context) =>
        [new($"DROP {Address(removed.Id)}") { Locks = [new(removed.On, LockMode.AccessExclusive)] }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context)
    {
        var after = (Rule)change.After;
        var how = after.Enabled switch
        {
            "D" => "DISABLE",
            "R" => "ENABLE REPLICA",
            "A" => "ENABLE ALWAYS",
            _ => "ENABLE",
        };
        return [new($"ALTER TABLE {Q(after.On)} {how} RULE {Q(after.Id.Name)}") { Locks = [new(after.On, LockMode.AccessExclusive)] }];
    }
}
