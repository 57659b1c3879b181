using Strata.Core.Problems;

namespace Strata.Generating;

/// <summary>The problems of generating migrations.</summary>
internal static class GenerateProblems
{
    public static readonly ProblemDefinition EmptySchema = new("ST2110", ProblemKind.Usage, "the schema is empty")
    {
        Meaning = "The C# files of the schema compile and declare no table, and there is no migration yet either.",
        Resolution = "Write a class that derives from Table, or correct \"schema\" in strata.json.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [EmptySchema];
}
