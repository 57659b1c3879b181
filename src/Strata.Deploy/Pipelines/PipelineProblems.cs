using Strata.Core.Problems;

namespace Strata.Deploy.Pipelines;

/// <summary>The problems of running a deploy.</summary>
internal static class PipelineProblems
{
    public static readonly ProblemDefinition NoPrevious = new("ST6050", ProblemKind.Refused, "no revision to roll back to")
    {
        Meaning = "No recorded deploy tells which revision of the service served before the one that serves now.",
        Resolution = "Read strata deploy history, or deploy an older tag.",
    };

    public static readonly ProblemDefinition OldVersion = new(
        "ST6051",
        ProblemKind.Refused,
        "the database needs a newer version of the application"
    )
    {
        Meaning =
            "A migration states the oldest version of the application that can run on the database (-- strata:min-app), and "
            + "the revision to roll back to is older, or its version is not known.",
        Resolution = "Deploy a fix, or roll the migrations back first with strata rollback.",
    };

    public static readonly ProblemDefinition NotRolledBack = new(
        "ST6052",
        ProblemKind.FailedPartial,
        "another revision serves after a rollback"
    )
    {
        Meaning =
            "The command of the rollback succeeded, and \"previous\" of the service names another revision than the one rolled back to.",
        Resolution = "Read the output of the commands in the log of the deploy.",
    };

    public static readonly ProblemDefinition Interrupted = new("ST6060", ProblemKind.Interrupted, "the deploy was interrupted")
    {
        Meaning = "The deploy was interrupted (Ctrl-C, SIGTERM, a closed terminal) in a step. Its summary says which steps were done.",
        Resolution =
            "Run the same command again, or roll the services back with strata deploy --all --rollback. Once the database was replaced, "
            + "go on without --db-wipe, as the message shows, or swap the former one back with strata undo-wipe.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoPrevious, OldVersion, NotRolledBack, Interrupted];
}
