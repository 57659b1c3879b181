using Strata.Core.Problems;

namespace Strata.Scripting;

/// <summary>The problems of writing scripts.</summary>
internal static class ScriptProblems
{
    public static readonly ProblemDefinition NoPath = new("ST2034", ProblemKind.Usage, "a script cannot lead from one state to the other")
    {
        Meaning = "A script runs forward to a later migration, or with --down back to an earlier one.",
        Resolution = "Exchange --from and --to, or add or remove --down.",
        Example = "strata script --from 0007 --to 0003",
    };

    public static readonly ProblemDefinition DownIdempotent = new("ST2035", ProblemKind.Usage, "a rollback script cannot be idempotent")
    {
        Meaning = "A script that rolls back begins at the state of the database; passing over what is done has no meaning there.",
        Resolution = "Remove one of --down and --idempotent, and name the state with --from.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoPath, DownIdempotent];
}
