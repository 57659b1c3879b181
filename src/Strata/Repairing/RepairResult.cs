using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Migrating;
using Strata.Operations;

namespace Strata.Repairing;

/// <summary>A migration that needs repair was examined.</summary>
/// <param name="Finding">The evidence.</param>
public sealed record FindingExamined(RepairFinding Finding) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Finding.Lines(words);
}

/// <summary>The migrations that need repair, with the evidence and the options.</summary>
/// <param name="Findings">In the order of the history.</param>
public sealed record RepairPreview(IReadOnlyList<RepairFinding> Findings) : OperationResult
{
    /// <summary>The decision that is missing; null where nothing needs repair.</summary>
    public Problem? Undecided { get; init; }

    /// <inheritdoc/>
    public override ProblemKind? Consequence => Undecided?.Kind;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [.. Findings.SelectMany(f => f.Lines(words)), .. Undecided is { } problem ? (JsonLine[])[new("problem", words.Of(problem))] : []];

    internal override JsonObject ToJson() => Findings.Count == 0 ? OperationJson.Object(("findings", 0)) : [];
}

/// <summary>The outcome of a repair.</summary>
/// <param name="Tag">The migration that was repaired; null where nothing needed repair, or all that is pending was run.</param>
/// <param name="Effect">The effect on it, as a clause; null where there is none.</param>
public sealed record RepairResult(string? Tag, string? Effect) : OperationResult
{
    /// <summary>The outcome of running what was pending; null where nothing was run.</summary>
    public MigrateResult? Run { get; init; }

    internal override JsonObject ToJson() =>
        Run?.ToJson() ?? (Tag is null ? OperationJson.Object(("findings", 0)) : OperationJson.Object(("settled", Tag)));
}
