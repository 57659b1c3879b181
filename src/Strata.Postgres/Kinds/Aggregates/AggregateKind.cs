using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Aggregates;

/// <param name="Signature">The arguments as CREATE and DROP AGGREGATE take them: <c>*</c>, or with ORDER BY inside.</param>
public sealed record Aggregate(ObjectId Id, string Signature, string Options) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/sql-createaggregate.html</summary>
public sealed class AggregateKind : PostgresKind<Aggregate>
{
    public override int Rank => 56;
    public override string Section => "aggregates";
    public override IJsonTypeInfoResolver Json => AggregatesJson.Default;
    public override IReadOnlyList<string> Nouns => ["aggregate"];
    internal override string Folder => "Aggregates";
    internal override string Query => "aggregate";

    internal override Aggregate Read(CatalogRow row)
    {
        string[] names = [row.Text(), row.Text()];
        return new(new ObjectId("aggregate", [.. names], row.Texts()), row.Text(), row.Text());
    }

    public override IEnumerable<Step> Create(Aggregate added, RenderContext context) =>
        [new($"CREATE AGGREGATE {Q(added.Id)}({added.Signature}) ({added.Options})")];

    public override IEnumerable<Step> Drop(Aggregate removed, RenderContext context) =>
        [new($"DROP AGGREGATE {Q(removed.Id)}({removed.Signature})")];
}
