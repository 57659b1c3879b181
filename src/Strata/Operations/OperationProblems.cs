using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>The problems that operations share.</summary>
internal static class OperationProblems
{
    public static readonly ProblemDefinition UnknownMigration = new("ST2030", ProblemKind.Usage, "no such migration")
    {
        Meaning = "A migration was named by a number or a name that none has, or by a number that two have.",
        Resolution = "Write a number, or a whole name such as 0007_brave_heron.",
        Example = "strata migrate --to 99",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [UnknownMigration];
}
