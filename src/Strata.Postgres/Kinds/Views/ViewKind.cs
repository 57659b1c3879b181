using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Views;

/// <param name="Query">pg_get_viewdef without its semicolon.</param>
/// <param name="Columns">Each <c>name type collation</c>: what CREATE OR REPLACE must keep.</param>
/// <param name="Defaults">Defaults of an updatable view's columns, <c>name expression</c>.</param>
public sealed record View(
    ObjectId Id,
    string Query,
    EquatableArray<string> Options,
    EquatableArray<string> Columns,
    EquatableArray<string> Defaults
) : DbObject(Id)
{
    /// <summary>The options in the order they were given.</summary>
    public Carried<EquatableArray<string>> OptionsGiven { get; init; }

    public override IEnumerable<string> NameSlots => SlotNames.RelationWithType(Id);
}

/// <summary>https://www.postgresql.org/docs/current/sql-createview.html</summary>
public sealed class ViewKind : PostgresKind<View>
{
    private sealed record Replace(View From, View To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (View)before with { Query = To.Query, Columns = To.Columns };
    }

    private sealed record SetOptions(View From, View To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (View)before with { Options = To.Options, Defaults = To.Defaults };
    }

    public override int Rank => 50;
    public override string Section => "views";
    public override IJsonTypeInfoResolver Json => ViewsJson.Default;
    public override IReadOnlyList<string> Nouns => ["view"];
    internal override string Folder => "Views";
    internal override string Query => "view";

    internal override View Read(CatalogRow row)
    {
        var (id, query, options) = (row.Id("view", 2), row.Text(), row.Texts());
        return new(id, query, StorageOptions.Sorted(options), row.Texts(), row.Texts()) { OptionsGiven = StorageOptions.Given(options) };
    }

    public override IReadOnlyList<Alter>? Diff(View before, View after)
    {
        // CREATE OR REPLACE may add columns at the end and change nothing else of the list.
        if (!after.Columns.Take(before.Columns.Count).SequenceEqual(before.Columns))
            return null;
        List<Alter> alters = [];
        if (before.Query != after.Query || before.Columns != after.Columns)
            alters.Add(new Replace(before, after));
        if (before.Options != after.Options || before.Defaults != after.Defaults)
            alters.Add(new SetOptions(before, after));
        return alters;
    }

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<View>(ViewEmission.Of);

    public override RenameFacet Rename { get; } = RenameFacet.Of<View>((o, to) => Renaming.Steps("VIEW", o.Id, to));

    public override IEnumerable<Step> Create(View added, RenderContext context) =>
        [
            new($"CREATE VIEW {Q(added.Id)}{StorageOptions.With(added.Options, added.OptionsGiven)} AS\n{added.Query}"),
            .. added.Defaults.Select(d => SetDefault(added, d)),
        ];

    public override IEnumerable<Step> Drop(View removed, RenderContext context) => [new($"DROP VIEW {Q(removed.Id)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            Replace r =>
            [
                new($"CREATE OR REPLACE VIEW {Q(r.To.Id)}{StorageOptions.With(r.From.Options, r.From.OptionsGiven)} AS\n{r.To.Query}"),
            ],
            SetOptions s =>
            [
                .. StorageOptions.Changes($"VIEW {Q(s.To.Id)}", s.From.Options, s.To.Options, s.To.OptionsGiven),
                .. s
                    .From.Defaults.Where(d => !s.To.Defaults.Any(t => ColumnOf(t) == ColumnOf(d)))
                    .Select(d => new Step($"ALTER VIEW {Q(s.To.Id)} ALTER COLUMN {ColumnOf(d)} DROP DEFAULT")),
                .. s.To.Defaults.Except(s.From.Defaults).Select(d => SetDefault(s.To, d)),
            ],
            _ => base.Alter(change, context),
        };

    private static Step SetDefault(View view, string column) =>
        new($"ALTER VIEW {Q(view.Id)} ALTER COLUMN {ColumnOf(column)} SET DEFAULT {column[(ColumnOf(column).Length + 1)..]}");

    private static string ColumnOf(string entry) => LeadingName.Of(entry);
}
