using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Operations;

namespace Strata.RollingBack;

/// <summary>A migration is going to be judged, and then rolled back.</summary>
/// <param name="Candidate">The migration, with the cost of its rollback.</param>
public sealed record RollbackPlanned(RollbackCandidate Candidate) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [Candidate.ToJson()];
}

/// <summary>The outcome of a rollback.</summary>
/// <param name="Tags">The migrations that were rolled back, the last one first.</param>
/// <param name="Head">The last migration of the database; null where it has none, or nothing was run.</param>
/// <param name="Target">The database's name for people.</param>
public sealed record RollbackResult(IReadOnlyList<string> Tags, string? Head, string Target) : OperationResult
{
    internal override JsonObject ToJson() =>
        Tags.Count == 0 ? OperationJson.Object(("rolledBack", 0)) : OperationJson.Object(("rolledBack", Tags.Count), ("head", Head));
}

/// <summary>The migrations that a rollback would roll back.</summary>
/// <param name="Candidates">The last one first.</param>
public sealed record RollbackPreview(IReadOnlyList<RollbackCandidate> Candidates) : OperationResult
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Candidates.Select(c => c.ToJson());

    internal override JsonObject ToJson() =>
        Candidates.Count == 0
            ? OperationJson.Object(("rolledBack", 0))
            : OperationJson.Object(("rolledBack", 0), ("losses", Candidates.Sum(c => c.Losses.Count)));
}

/// <summary>The outcome of writing a reversal as a migration.</summary>
/// <param name="Candidates">The number of migrations that it reverses.</param>
/// <param name="Written">The journal's new entry; null where nothing was written.</param>
/// <param name="Path">The absolute path of the migration; null where nothing was written.</param>
public sealed record ReversalMigrationResult(int Candidates, JournalEntry? Written, string? Path) : OperationResult
{
    internal override JsonObject ToJson() =>
        Candidates == 0 ? OperationJson.Object(("rolledBack", 0))
        : Written is null ? OperationJson.Object(("changed", false))
        : OperationJson.Object(("changed", true), ("tag", Written.Tag));
}
