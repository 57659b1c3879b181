using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Collations;

public sealed record Collation(ObjectId Id, string Options) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/sql-createcollation.html</summary>
public sealed class CollationKind : PostgresKind<Collation>
{
    public override int Rank => 5;
    public override string Section => "collations";
    public override IJsonTypeInfoResolver Json => CollationsJson.Default;
    public override IReadOnlyList<string> Nouns => ["collation"];
    internal override string Folder => "Collations";
    internal override string Query => "collation";

    internal override Collation Read(CatalogRow row) => new(row.Id("collation", 2), row.Text());

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Collation>((o, to) => Renaming.Steps("COLLATION", o.Id, to), byContent: true);

    public override RetentionFacet Retention => RetentionFacet.Of<Collation>(MoveToQuarantine);

    public override IEnumerable<Step> Create(Collation added, RenderContext context) =>
        [new($"CREATE COLLATION {Q(added.Id)} ({added.Options})")];

    public override IEnumerable<Step> Drop(Collation removed, RenderContext context) => [new($"DROP COLLATION {Q(removed.Id)}")];
}
