using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Collations;

public sealed record Collation(ObjectId Id, string Options) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/sql-createcollation.html</summary>
public sealed class CollationKind : PostgresKind<Collation>
{
    public override int Rank => 5;
    public override string Section => "collations";
    public override IReadOnlyList<string> Nouns => ["collation"];
    public override bool Renames => true;
    internal override string Folder => "Collations";
    internal override string Query => "collation";

    internal override Collation Read(CatalogRow row) => new(row.Id("collation", 2), row.Text());

    public override IEnumerable<Step> Create(Collation added, RenderContext context) =>
        [new($"CREATE COLLATION {Q(added.Id)} ({added.Options})")];

    public override IEnumerable<Step> Drop(Collation removed, RenderContext context) => [new($"DROP COLLATION {Q(removed.Id)}")];

    public override Keeping? Keep(Collation gone, KeepContext context) => Away(gone, context);

    public override IEnumerable<Step> Rename(Collation before, ObjectId to, RenderContext context) =>
        Renaming.Steps("COLLATION", before.Id, to);
}
