using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.TextSearch;

/// <param name="Template">Quoted.</param>
/// <param name="Options">As the catalog writes them, which is as SQL does.</param>
public sealed record TsDict(ObjectId Id, string Template, string? Options) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/sql-createtsdictionary.html</summary>
public sealed class TsDictKind : PostgresKind<TsDict>
{
    public override int Rank => 11;
    public override string Section => "textSearchDictionaries";
    public override IJsonTypeInfoResolver Json => TextSearchJson.Default;
    public override IReadOnlyList<string> Nouns => ["text search dictionary"];
    internal override string Folder => "TextSearch";
    internal override string Query => "dictionary";

    internal override TsDict Read(CatalogRow row) => new(row.Id("text search dictionary", 2), row.Text(), row.TextOrNull());

    public override RenameFacet Rename { get; } = RenameFacet.Of<TsDict>((o, to) => Renaming.Steps("TEXT SEARCH DICTIONARY", o.Id, to));

    public override IEnumerable<Step> Create(TsDict added, RenderContext context) =>
        [
            new(
                $"CREATE TEXT SEARCH DICTIONARY {Q(added.Id)} "
                    + $"(TEMPLATE = {added.Template}{(added.Options is { Length: > 0 } o ? $", {o}" : "")})"
            ),
        ];

    public override IEnumerable<Step> Drop(TsDict removed, RenderContext context) => [new($"DROP TEXT SEARCH DICTIONARY {Q(removed.Id)}")];
}
