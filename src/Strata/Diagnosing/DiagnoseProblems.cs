using Strata.Core.Problems;

namespace Strata.Diagnosing;

/// <summary>The problems of an examination.</summary>
internal static class DiagnoseProblems
{
    public static readonly ProblemDefinition Found = new("ST1270", ProblemKind.Preflight, "the examination found problems")
    {
        Meaning = "Something on this machine, the connection or the server will make operations fail.",
        Resolution = "Apply the fix beside each finding.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Found];
}
