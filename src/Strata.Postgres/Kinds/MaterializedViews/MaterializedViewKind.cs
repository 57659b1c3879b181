using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.MaterializedViews;

/// <summary>A materialized view. Its rows are derived, so it may be made anew; being filled or not is no difference.</summary>
public sealed record MaterializedView(ObjectId Id, string Query, EquatableArray<string> Options, string? AccessMethod, string? Tablespace)
    : DbObject(Id)
{
    private static readonly OrderingFacet s_ordering = new() { RunsWhenCreated = true };

    /// <summary>Settings of its columns: each as the column, quoted, the setting, and what it is without.</summary>
    public EquatableArray<string> Columns { get; init; } = [];

    public Carried<bool> Populated { get; init; }

    /// <summary>The options in the order they were given.</summary>
    public Carried<EquatableArray<string>> OptionsGiven { get; init; }
    internal override OrderingFacet Ordering => s_ordering;
    public override ObjectId Relation => Id;
    public override IEnumerable<string> NameSlots => SlotNames.RelationWithType(Id);
}

/// <summary>https://www.postgresql.org/docs/current/sql-creatematerializedview.html</summary>
public sealed class MaterializedViewKind : PostgresKind<MaterializedView>
{
    private sealed record SetOptions(MaterializedView From, MaterializedView To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (MaterializedView)before with { Options = To.Options };
    }

    private sealed record SetColumns(MaterializedView From, MaterializedView To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => (MaterializedView)before with { Columns = To.Columns };
    }

    public override int Rank => 51;
    public override string Section => "materializedViews";
    public override IJsonTypeInfoResolver Json => MaterializedViewsJson.Default;
    public override IReadOnlyList<string> Nouns => ["materialized view"];
    internal override string Folder => "MaterializedViews";
    internal override string Query => "materialized_view";

    internal override MaterializedView Read(CatalogRow row)
    {
        var (id, query, options) = (row.Id("materialized view", 2), row.Text(), row.Texts());
        return new(id, query, StorageOptions.Sorted(options), row.TextOrNull(), row.TextOrNull())
        {
            Populated = new(row.Flag()),
            Columns = [.. Settings(row.TextsOrNulls())],
            OptionsGiven = StorageOptions.Given(options),
        };
    }

    public override IReadOnlyList<Alter>? Diff(MaterializedView before, MaterializedView after) =>
        before with { Options = after.Options, Columns = after.Columns } != after
            ? null
            :
            [
                .. before.Options != after.Options ? [new SetOptions(before, after)] : (Alter[])[],
                .. before.Columns != after.Columns ? [new SetColumns(before, after)] : (Alter[])[],
            ];

    /// <summary>Threes without those that are not set.</summary>
    private static IEnumerable<string> Settings(IReadOnlyList<string?> threes) =>
        Enumerable
            .Range(0, threes.Count / 3)
            .Where(i => threes[i * 3] is not null)
            .SelectMany(i => (string[])[threes[i * 3]!, threes[(i * 3) + 1]!, threes[(i * 3) + 2]!]);

    private static IEnumerable<Step> ColumnSteps(MaterializedView view, EquatableArray<string> before)
    {
        var (had, wanted) = (before.Chunk(3).ToList(), view.Columns.Chunk(3).ToList());
        foreach (var gone in had.Where(h => !wanted.Any(w => w[0] == h[0] && w[2] == h[2])))
            yield return Set(gone[0], gone[2]);
        foreach (var set in wanted.Where(w => !had.Any(h => h.SequenceEqual(w))))
            yield return Set(set[0], set[1]);

        Step Set(string column, string setting) =>
            new($"ALTER MATERIALIZED VIEW {Q(view.Id)} ALTER COLUMN {column} SET {setting}")
            {
                Locks = [new(view.Id, LockMode.AccessExclusive)],
            };
    }

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<MaterializedView>(MaterializedViewEmission.Of);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<MaterializedView>((o, to) => Renaming.Steps("MATERIALIZED VIEW", o.Id, to));

    public override IEnumerable<Step> Create(MaterializedView added, RenderContext context) =>
        [
            new(
                string.Concat(
                    $"CREATE MATERIALIZED VIEW {Q(added.Id)}",
                    added.AccessMethod is { } method ? $" USING {Q(method)}" : "",
                    StorageOptions.With(added.Options, added.OptionsGiven),
                    added.Tablespace is { } space ? $" TABLESPACE {Q(space)}" : "",
                    $" AS\n{added.Query}",
                    added.Populated.Value ? "" : "\nWITH NO DATA"
                )
            ),
            .. ColumnSteps(added, []),
        ];

    public override IEnumerable<Step> Drop(MaterializedView removed, RenderContext context) =>
        [new($"DROP MATERIALIZED VIEW {Q(removed.Id)}") { Locks = [new(removed.Id, LockMode.AccessExclusive)] }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change is SetColumns columns
            ? ColumnSteps(columns.To, columns.From.Columns)
            : StorageOptions.Changes(
                $"MATERIALIZED VIEW {Q(change.Subject)}",
                ((MaterializedView)change.Before).Options,
                ((MaterializedView)change.After).Options,
                ((MaterializedView)change.After).OptionsGiven
            );
}
