using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Checking;

/// <summary>The part of a project that a check covers.</summary>
public enum CheckScope
{
    /// <summary>The files, the states that they lead to, and the schema.</summary>
    Everything,

    /// <summary>The files alone: no schema is compiled, no shadow database created.</summary>
    Files,

    /// <summary>The files as they are staged in git.</summary>
    Staged,
}

/// <summary>A request to check a migrations folder.</summary>
/// <param name="Scope">The part that is checked.</param>
public sealed record CheckRequest(CheckScope Scope = CheckScope.Everything);

/// <summary>The findings of a check.</summary>
/// <param name="Migrations">The number of migrations.</param>
/// <param name="Findings">Every problem found.</param>
public sealed record CheckResult(int Migrations, IReadOnlyList<Problem> Findings) : OperationResult
{
    /// <inheritdoc/>
    public override ProblemKind? Consequence =>
        Findings.Count == 0 ? null
        : Findings.Any(f => f.Kind == ProblemKind.Inconsistent) ? ProblemKind.Inconsistent
        : Findings[^1].Kind;

    internal override JsonObject ToJson() => OperationJson.Object(("findings", Findings.Count), ("migrations", Migrations));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Findings.Select(f => new JsonLine("problem", words.Of(f)));
}
