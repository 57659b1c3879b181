using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>The problems of a database's record: its history and its stamp.</summary>
public static class RecordProblems
{
    internal static readonly ProblemDefinition Edited = new("ST3051", ProblemKind.Inconsistent, "a migration was edited after it was run")
    {
        Meaning = "The statements or headers in the file differ from those that the database's history says were run.",
        Resolution = "Undo the edit with git, and write another migration for the change. To accept the edit, run strata repair.",
    };

    internal static readonly ProblemDefinition Unknown = new(
        "ST3052",
        ProblemKind.Inconsistent,
        "the database has a migration that the folder lacks"
    )
    {
        Meaning = "The history lists a migration that is not in the folder. It was deleted, or the checkout is older than the database.",
        Resolution = "Get the commit that has it with git pull, or run strata repair.",
    };

    internal static readonly ProblemDefinition OtherProject = new(
        "ST3058",
        ProblemKind.Inconsistent,
        "the database has the history of another project"
    )
    {
        Meaning =
            "The history lists migrations, and none of them is in the folder. A database holds the history of one project: another one's "
            + "migrations would be taken for deleted ones.",
        Resolution =
            "Give each project a database of its own, or one migrations folder to both. Where this is the right database, get the commit "
            + "that has its migrations with git pull.",
    };

    public static readonly ProblemDefinition Renamed = new("ST3053", ProblemKind.Inconsistent, "a migration was renamed after it was run")
    {
        Meaning = "The history lists the same statements under another name.",
        Resolution =
            "Where strata rebase moved it, strata migrate carries the record of an open database over, if the effect is proven to be the "
            + "same in the new place. Else rename the file and its journal entry back.",
    };

    internal static readonly ProblemDefinition OutOfOrder = new("ST3054", ProblemKind.Inconsistent, "a migration is out of order")
    {
        Meaning = "A migration that is not applied comes before one that is. Two branches were merged after one of them was deployed.",
        Resolution = "Merge again and run strata rebase, or run it with strata migrate --out-of-order apply.",
    };

    /// <summary>The database has only some of the migrations that a squash replaces.</summary>
    public static readonly ProblemDefinition SomeReplaced = new(
        "ST3055",
        ProblemKind.Inconsistent,
        "the database has a part of the migrations that a squash replaces"
    )
    {
        Meaning = "A squash counts as applied where all of the migrations that it replaces are. This database has only some of them.",
        Resolution = "Restore the backup folder of the squash, or run strata migrate from the last commit before the squash.",
    };

    internal static readonly ProblemDefinition Newer = new("ST3056", ProblemKind.Inconsistent, "a newer Strata wrote the database's record")
    {
        Meaning = "The record has a later format than this version of Strata reads.",
        Resolution = "Update Strata with dotnet tool update strata.",
    };

    internal static readonly ProblemDefinition HalfRolledBack = new(
        "ST3065",
        ProblemKind.Inconsistent,
        "a rollback was begun and did not end"
    )
    {
        Meaning = "The down-script of a migration was started and did not complete. Nothing else may run on what it left.",
        Resolution = "Run strata rollback, which continues it; or strata repair --undo where the migration was applied in part.",
    };

    internal static readonly ProblemDefinition SentMissing = new(
        "ST3081",
        ProblemKind.Inconsistent,
        "a statement that was sent is no longer in its file"
    )
    {
        Meaning =
            "A statement outside of a transaction was sent to the database, and the file has been edited since: running it now could run "
            + "that statement twice, or leave it out.",
        Resolution = "Undo the edit with git, or run strata repair, which shows what is known of the statement.",
    };

    internal static readonly ProblemDefinition OtherEnvironment = new(
        "ST9001",
        ProblemKind.Refused,
        "the database belongs to another environment"
    )
    {
        Meaning = "The database is stamped with the name of another environment than the one the command is for.",
        Resolution = "Check the URL of the environment. If the database was copied on purpose, run strata env adopt.",
    };

    internal static readonly ProblemDefinition OtherMode = new(
        "ST9002",
        ProblemKind.Refused,
        "push and migrate are not mixed on one database"
    )
    {
        Meaning = "The database is changed by migrations and the command pushes, or the other way round.",
        Resolution = "Write the change as a migration with strata generate, or change the mode with strata env convert.",
    };

    internal static readonly ProblemDefinition ProtectedStamp = new("ST9003", ProblemKind.Refused, "the database is stamped protected")
    {
        Meaning = "A database that was once protected is never pushed to, even after strata.json says otherwise.",
        Resolution = "Write the change as a migration with strata generate. If it is no longer protected, run strata env loosen.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        Edited,
        Unknown,
        OtherProject,
        Renamed,
        OutOfOrder,
        SomeReplaced,
        Newer,
        HalfRolledBack,
        SentMissing,
        OtherEnvironment,
        OtherMode,
        ProtectedStamp,
    ];
}
