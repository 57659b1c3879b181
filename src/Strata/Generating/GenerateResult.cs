using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Generating;

/// <summary>The outcome of a generate request.</summary>
/// <param name="Plan">The change from the last migration to the schema.</param>
public sealed record GenerateResult(Plan Plan) : OperationResult
{
    /// <summary>The journal's new entry; null where nothing was written.</summary>
    public JournalEntry? Written { get; init; }

    /// <summary>The absolute path of the migration; null where nothing was written.</summary>
    public string? Path { get; init; }

    /// <summary>The absolute path of its down-script; null where there is none.</summary>
    public string? DownPath { get; init; }

    /// <summary>The result of running it in a shadow database; null where there was nothing to run.</summary>
    public Proof? Proof { get; init; }

    /// <summary>The quality of its reversal; null where there is none.</summary>
    public Reversal? Reversal { get; init; }

    /// <summary>A migration is missing, and was not to be written.</summary>
    public bool IsMissing => Written is null && !Plan.IsEmpty;

    /// <inheritdoc/>
    public override ProblemKind? Consequence => IsMissing ? ProblemKind.Pending : null;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        Written is not null ? Plan.Hazards.Distinct().Select(h => new JsonLine("hazard", OperationJson.Of(h)))
        : IsMissing
            ? Plan
                .Steps.Select(s => new JsonLine("statement", OperationJson.Of(s)))
                .Append(JsonLine.Of("missing", ("statements", Plan.Steps.Count())))
        : [];

    internal override JsonObject ToJson() =>
        Written is null
            ? IsMissing
                ? []
                : OperationJson.Object(("changed", false))
            : OperationJson.Object(
                ("changed", true),
                ("tag", Written.Tag),
                ("proven", Proof?.Up),
                ("reversible", Proof?.Down),
                ("reversal", Reversal is null ? null : OperationJson.Of(Reversal)),
                ("hazards", OperationJson.Array(Plan.Hazards.Select(OperationJson.Of))),
                ("lints", OperationJson.Array(Plan.Findings.Select(OperationJson.Of)))
            );
}
