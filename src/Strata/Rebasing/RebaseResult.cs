using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Rebasing;

/// <summary>A migration under its new number.</summary>
/// <param name="From">Its former name.</param>
/// <param name="To">Its name.</param>
/// <param name="IsPlannedAnew">True when it has other statements than before.</param>
public sealed record MovedMigration(string From, string To, bool IsPlannedAnew)
{
    internal JsonLine ToJson() => JsonLine.Of("moved", ("from", From), ("to", To), ("planned", IsPlannedAnew));
}

/// <summary>A developer's database that ran migrations under numbers that they no longer have.</summary>
/// <param name="Environment">Its environment.</param>
/// <param name="Tags">The migrations under their former names.</param>
public sealed record OutdatedDatabase(string Environment, IReadOnlyList<string> Tags)
{
    /// <summary>The consequence, and the ways out.</summary>
    public Remedy Advice
    {
        get
        {
            var rollback = Call.Strata("rollback").With("steps", $"{Tags.Count}").With("env", Environment);
            return $"{Environment} has run {string.Join(", ", Tags)} under the old number; where the effect is the same in the new place, "
                + $"its record is carried over, its rows stay: {Call.Strata("migrate").With("env", Environment)}; else, on the commit "
                + $"before the merge: {rollback}";
        }
    }

    internal JsonLine ToJson() => JsonLine.Of("local", ("environment", Environment), ("tags", OperationJson.Texts(Tags)));
}

/// <summary>A fork made linear.</summary>
/// <param name="Onto">The branch whose migrations stay.</param>
/// <param name="Stays">The names of these migrations.</param>
/// <param name="Moved">The migrations that follow under new numbers.</param>
/// <param name="Dropped">The names of the migrations that are left out.</param>
/// <param name="Head">The last migration; null where there is none.</param>
/// <param name="Migrations">The number of all migrations.</param>
public sealed record RebasedHistory(
    string Onto,
    IReadOnlyList<string> Stays,
    IReadOnlyList<MovedMigration> Moved,
    IReadOnlyList<string> Dropped,
    string? Head,
    int Migrations
)
{
    /// <summary>Ours were left out on request, and not because the other branch has done the same.</summary>
    public bool IsTheirs { get; init; }

    /// <summary>Developers' databases that migrate will refuse.</summary>
    public IReadOnlyList<OutdatedDatabase> Outdated { get; init; } = [];
}

/// <summary>The outcome of a rebase, or of its preview.</summary>
/// <param name="Changed">Files were written.</param>
/// <param name="Folder">The absolute path of the migrations folder.</param>
public sealed record RebaseResult(bool Changed, string Folder) : OperationResult
{
    /// <summary>The fork made linear; null where the history was linear.</summary>
    public RebasedHistory? History { get; init; }

    /// <summary>The last migration of a linear history whose snapshot was another's; null where it was its own.</summary>
    public string? SnapshotOf { get; init; }

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        History is null
            ? []
            :
            [
                .. History.Moved.Select(m => m.ToJson()),
                .. History.Dropped.Select(tag => JsonLine.Of("dropped", ("tag", tag))),
                .. History.Outdated.Select(o => o.ToJson()),
            ];

    internal override JsonObject ToJson() =>
        History is null
            ? OperationJson.Object(("changed", Changed))
            : OperationJson.Object(
                ("changed", Changed),
                ("moved", History.Moved.Count),
                ("dropped", History.Dropped.Count),
                ("head", History.Head)
            );
}

/// <summary>The outcome of setting up the merge driver in a clone.</summary>
/// <param name="AttributesAdded">Lines were added to .gitattributes.</param>
public sealed record MergeDriverResult(bool AttributesAdded) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("attributes", AttributesAdded));
}

/// <summary>The outcome of merging a journal or a snapshot.</summary>
/// <param name="IsMerged">A journal was merged; a snapshot stays ours until a rebase.</param>
public sealed record FileMergeResult(bool IsMerged) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("merged", IsMerged));
}
