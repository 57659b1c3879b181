using Strata.Core.Problems;

namespace Strata.Restoring;

/// <summary>The problems of restoring backups.</summary>
internal static class RestoreProblems
{
    public static readonly ProblemDefinition NotEmpty = new("ST9050", ProblemKind.Refused, "the database is not empty")
    {
        Meaning = "A backup is restored into an empty database alone. Nothing that a database holds is ever replaced by it.",
        Resolution = "Create an empty database, and point the environment's \"url\" at it.",
    };

    public static readonly ProblemDefinition Partial = new("ST9069", ProblemKind.Refused, "a restore was interrupted half-way")
    {
        Meaning =
            "A restore into the database itself was interrupted, and the database holds other rows than the backup: a part of them, or "
            + "what somebody has changed since.",
        Resolution = "Drop the database and create it again, then restore the backup with one job.",
    };

    public static readonly ProblemDefinition Interrupted = new("ST9068", ProblemKind.Interrupted, "a restore was interrupted")
    {
        Meaning =
            "The login may not create a database, so that the backup is restored into the environment's own. The restore was cancelled; "
            + "the database is marked as not finished.",
        Resolution = "Run the same command again: it finishes the restore.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NotEmpty, Partial, Interrupted];
}
