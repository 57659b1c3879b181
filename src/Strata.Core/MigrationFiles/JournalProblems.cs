using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>The problems of reading and writing the journal, the snapshot and the files beside them.</summary>
public static class JournalProblems
{
    internal static readonly ProblemDefinition InvalidName = new("ST2010", ProblemKind.Usage, "a migration cannot have that name")
    {
        Meaning = "The name is taken, or holds characters that a file name cannot have everywhere.",
        Resolution = "Choose another name of letters, digits, '_' and '-'.",
        Example = "strata generate --name a/b",
    };

    internal static readonly ProblemDefinition FolderUnwritable = new("ST2011", ProblemKind.Usage, "a folder cannot be written")
    {
        Meaning =
            "Strata writes the files of one command together or not at all. This user may not write to the folder, or its "
            + "disk is full. No file was changed.",
        Resolution = "Give this user write access to the folder, or free space on its disk.",
    };

    public static readonly ProblemDefinition Conflict = new("ST3002", ProblemKind.Inconsistent, "the journal holds a merge conflict")
    {
        Meaning = "git merged two branches that both added migrations, and left its conflict markers in the journal.",
        Resolution = "Run strata rebase.",
    };

    internal static readonly ProblemDefinition InvalidJson = new("ST3003", ProblemKind.Inconsistent, "the journal is not valid JSON")
    {
        Meaning = "The file meta/_journal.json cannot be parsed.",
        Resolution = "Restore the journal from git.",
    };

    internal static readonly ProblemDefinition Malformed = new("ST3004", ProblemKind.Inconsistent, "the journal is malformed")
    {
        Meaning = "A key of the journal is missing, of another type or out of range, or an entry is listed twice.",
        Resolution = "Restore the journal from git, or correct the entry that the message names.",
    };

    internal static readonly ProblemDefinition NewerJournal = new("ST3008", ProblemKind.Inconsistent, "a newer Strata wrote the journal")
    {
        Meaning = "The journal has a later format than this version of Strata reads.",
        Resolution = "Update Strata with dotnet tool update strata.",
    };

    internal static readonly ProblemDefinition ForeignSnapshot = new(
        "ST3101",
        ProblemKind.Inconsistent,
        "a snapshot is of another version or dialect"
    )
    {
        Meaning = "A newer version of Strata, or a project of another dialect, wrote the snapshot.",
        Resolution = "Update Strata, or restore the file from git.",
    };

    /// <summary>A snapshot is not what Strata writes.</summary>
    public static readonly ProblemDefinition UnreadableSnapshot = new("ST3102", ProblemKind.Inconsistent, "a snapshot cannot be read")
    {
        Meaning = "The snapshot is not valid JSON, or it holds the markers of a merge conflict.",
        Resolution = "After a merge, run strata rebase. Otherwise restore the file from git.",
    };

    internal static readonly ProblemDefinition WrittenMeanwhile = new(
        "ST3072",
        ProblemKind.LockBusy,
        "another command wrote migrations meanwhile"
    )
    {
        Meaning = "What the command was about to write was made from a journal that is no longer there.",
        Resolution = "Run the command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [InvalidName, FolderUnwritable, Conflict, InvalidJson, Malformed, NewerJournal, ForeignSnapshot, UnreadableSnapshot, WrittenMeanwhile];
}
