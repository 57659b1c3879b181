using Strata.Core.Model;

namespace Strata.Core.Problems;

/// <summary>A problem, in the one form every message has.</summary>
/// <param name="Code">The stable identifier: <c>ST</c> and four digits.</param>
/// <param name="Where">The place, as <c>file:line:column</c>, an object or an environment; empty where there is none.</param>
/// <param name="What">One sentence on what is wrong.</param>
/// <param name="State">One sentence on the state of the database or the files.</param>
/// <param name="Next">The remedy.</param>
public sealed record Problem(string Code, string Where, string What, string State, Remedy Next)
{
    /// <summary>Each thing that is wrong, a line each; empty where <see cref="What"/> says all.</summary>
    public EquatableArray<string> Details { get; init; } = [];

    /// <summary>The consequence.</summary>
    public ProblemKind Kind { get; init; } = ProblemKind.Internal;
}
