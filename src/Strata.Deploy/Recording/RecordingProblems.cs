using Strata.Core.Problems;

namespace Strata.Deploy.Recording;

/// <summary>The problems of logging and recording deploys.</summary>
internal static class RecordingProblems
{
    public static readonly ProblemDefinition Log = new("ST6020", ProblemKind.Preflight, "the log of the deploy cannot be written")
    {
        Meaning = "The output of a deploy's commands is kept in .strata/deploys of the project, and that folder cannot be written.",
        Resolution = "Give this user write access to the folder, or free space on its disk.",
    };

    public static readonly ProblemDefinition Busy = new("ST6030", ProblemKind.LockBusy, "another deploy is running")
    {
        Meaning = "One deploy at a time runs on an environment's database. The message names the user and the host of the other.",
        Resolution = "Wait for its end. The claim of a killed deploy ends with its connection, behind a pooler after 45 seconds.",
    };

    public static readonly ProblemDefinition Unwritable = new("ST6031", ProblemKind.Preflight, "the record of deploys cannot be written")
    {
        Meaning = "A deploy is recorded in the database, and this login may not create or write the table.",
        Resolution = "Give the login the right to create the schema strata and its tables.",
    };

    public static readonly ProblemDefinition Superseded = new("ST6032", ProblemKind.LockBusy, "another deploy has taken over")
    {
        Meaning = "The claim of this deploy was lost, its connection or its lease ended, and another deploy has begun.",
        Resolution = "Compare the two with strata deploy history.",
    };

    public static readonly ProblemDefinition Unrecorded = new("ST6033", ProblemKind.FailedPartial, "a step could not be recorded")
    {
        Meaning = "A step was run, and the database did not answer when it was to be recorded. The deploy stopped there.",
        Resolution = "Run the same command again when the database answers.",
    };

    public static readonly ProblemDefinition Locked = new("ST6034", ProblemKind.LockBusy, "the record of deploys is locked")
    {
        Meaning = "Another process keeps the database locked, so that the deploy cannot be recorded.",
        Resolution = "Wait for its end, and run the same command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Log, Busy, Unwritable, Superseded, Unrecorded, Locked];
}
