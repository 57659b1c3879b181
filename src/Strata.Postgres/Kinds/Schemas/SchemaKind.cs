using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Schemas;

public sealed record Schema(ObjectId Id) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/ddl-schemas.html. "public" is always there and is never created or dropped.</summary>
public sealed class SchemaKind : PostgresKind<Schema>
{
    public override int Rank => 0;
    public override string Section => "schemas";
    public override IReadOnlyList<string> Nouns => ["schema"];
    internal override string Folder => "Schemas";
    internal override string Query => "schema";

    internal override Schema Read(CatalogRow row) => new(row.Id("schema", 1));

    public override Coded? InCode(Schema o, CodeContext context) =>
        new(o, new CodePart(CodePlace.Global, $"Schema({CSharp.Literal(o.Id.Name)})"));

    public override IEnumerable<Step> Create(Schema added, RenderContext context) => [new($"CREATE SCHEMA {Q(added.Id)}")];

    public override IEnumerable<Step> Drop(Schema removed, RenderContext context) => [new($"DROP SCHEMA {Q(removed.Id)}")];

    public override IEnumerable<Step> Rename(Schema before, ObjectId to, RenderContext context) =>
        [new($"ALTER SCHEMA {Q(before.Id)} RENAME TO {Q(to.Name)}")];
}
