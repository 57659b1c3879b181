using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Schemas;

public sealed record Schema(ObjectId Id) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/ddl-schemas.html. "public" is always there and is never created or dropped.</summary>
public sealed class SchemaKind : PostgresKind<Schema>
{
    public override int Rank => 0;
    public override string Section => "schemas";
    public override IJsonTypeInfoResolver Json => SchemasJson.Default;
    public override IReadOnlyList<string> Nouns => ["schema"];
    internal override string Folder => "Schemas";
    internal override string Query => "schema";

    internal override Schema Read(CatalogRow row) => new(row.Id("schema", 1));

    public override CSharpFacet InCSharp { get; } =
        CSharpFacet.Of<Schema>((o, context) => new(o, new CodePart(CodePlace.Global, $"Schema({CSharp.Literal(o.Id.Name)})")));

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Schema>((s, to) => [new($"ALTER SCHEMA {Q(s.Id)} RENAME TO {Q(to.Name)}")]);

    public override IEnumerable<Step> Create(Schema added, RenderContext context) => [new($"CREATE SCHEMA {Q(added.Id)}")];

    public override IEnumerable<Step> Drop(Schema removed, RenderContext context) => [new($"DROP SCHEMA {Q(removed.Id)}")];
}
