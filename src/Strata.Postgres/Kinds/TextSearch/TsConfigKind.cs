using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.TextSearch;

/// <param name="Parser">Quoted.</param>
/// <param name="Mappings">Each <c>token dictionary, …</c>.</param>
public sealed record TsConfig(ObjectId Id, string Parser, EquatableArray<string> Mappings) : DbObject(Id);

/// <summary>https://www.postgresql.org/docs/current/sql-createtsconfig.html</summary>
public sealed class TsConfigKind : PostgresKind<TsConfig>
{
    private sealed record SetMappings(TsConfig From, TsConfig To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (TsConfig)before with { Mappings = To.Mappings };
    }

    public override int Rank => 12;
    public override string Section => "textSearchConfigurations";
    public override IJsonTypeInfoResolver Json => TextSearchJson.Default;
    public override IReadOnlyList<string> Nouns => ["text search configuration"];
    internal override string Folder => "TextSearch";
    internal override string Query => "configuration";

    internal override TsConfig Read(CatalogRow row) => new(row.Id("text search configuration", 2), row.Text(), row.Texts());

    public override IReadOnlyList<Alter>? Diff(TsConfig before, TsConfig after) =>
        before.Parser != after.Parser ? null : [new SetMappings(before, after)];

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<TsConfig>((o, to) => Renaming.Steps("TEXT SEARCH CONFIGURATION", o.Id, to));

    public override IEnumerable<Step> Create(TsConfig added, RenderContext context) =>
        [new($"CREATE TEXT SEARCH CONFIGURATION {Q(added.Id)} (PARSER = {added.Parser})"), .. Between([], added)];

    public override IEnumerable<Step> Drop(TsConfig removed, RenderContext context) =>
        [new($"DROP TEXT SEARCH CONFIGURATION {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        Between(((TsConfig)change.Before).Mappings, (TsConfig)change.After);

    private static IEnumerable<Step> Between(EquatableArray<string> before, TsConfig after)
    {
        var had = before.Select(Token).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. had.Except(after.Mappings.Select(Token))
                .Select(t => new Step($"ALTER TEXT SEARCH CONFIGURATION {Q(after.Id)} DROP MAPPING FOR {t}")),
            // Tokens with the same dictionaries share a statement.
            .. after
                .Mappings.Except(before)
                .GroupBy(m => (Word: had.Contains(Token(m)) ? "ALTER" : "ADD", Dictionaries: m[(Token(m).Length + 1)..]))
                .Select(g => new Step(
                    $"ALTER TEXT SEARCH CONFIGURATION {Q(after.Id)} {g.Key.Word} MAPPING FOR {string.Join(", ", g.Select(Token))}"
                        + $" WITH {g.Key.Dictionaries}"
                )),
        ];
    }

    private static string Token(string mapping) => mapping[..mapping.IndexOf(' ', StringComparison.Ordinal)];
}
