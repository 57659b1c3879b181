using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>The problems of a migrations folder: its journal, and the files that it lists.</summary>
public static class FolderProblems
{
    /// <summary>The migrations folder does not exist.</summary>
    public static readonly ProblemDefinition NoMigrations = new("ST3009", ProblemKind.Usage, "no migrations folder")
    {
        Meaning = "The operation works on migrations, and the folder that strata.json names does not exist.",
        Resolution = "Create the first migration with strata generate, or correct \"migrations\" in strata.json.",
    };

    /// <summary>The user may not read a file, or its disk fails.</summary>
    public static readonly ProblemDefinition Unreadable = new("ST3005", ProblemKind.Usage, "a file of the migrations folder cannot be read")
    {
        Meaning = "The file exists, and this user may not read it, or its disk returned an error.",
        Resolution = "Give this user read access to the file.",
    };

    /// <summary>The journal is of another dialect than the project.</summary>
    public static readonly ProblemDefinition OtherDialect = new("ST3006", ProblemKind.Inconsistent, "the journal is of another dialect")
    {
        Meaning = "The migrations were written for another database system than strata.json names.",
        Resolution = "Set migrations in strata.json to the folder of this dialect.",
    };

    /// <summary>A tag in the journal cannot be a file's name.</summary>
    public static readonly ProblemDefinition UnsafeTag = new("ST3007", ProblemKind.Inconsistent, "a tag cannot be a migration's name")
    {
        Meaning = "The journal lists a migration under a name with other characters than letters, digits, '_' and '-'.",
        Resolution = "Correct the tag in the journal, or restore the journal from git.",
    };

    /// <summary>The file of a migration does not exist.</summary>
    public static readonly ProblemDefinition MissingFile = new("ST3010", ProblemKind.Inconsistent, "a migration's file is missing")
    {
        Meaning = "The journal lists a migration, and its file does not exist.",
        Resolution =
            "Restore the file from git. The last migration is removed, from the journal as well, by strata generate --undo where no "
            + "database has run it.",
    };

    /// <summary>A file beside the migrations is none of them.</summary>
    public static readonly ProblemDefinition Unlisted = new("ST3011", ProblemKind.Inconsistent, "a file that the journal does not list")
    {
        Meaning = "The folder holds an SQL file that the journal does not list, so it would never run.",
        Resolution = "Delete the file, or write a migration with strata generate --custom and move the SQL there.",
    };

    /// <summary>A migration was edited after it was generated.</summary>
    public static readonly ProblemDefinition Edited = new(
        "ST3012",
        ProblemKind.Inconsistent,
        "a migration was edited after it was generated"
    )
    {
        Meaning = "The hash of the file's statements differs from the one in the journal. Comments and white space do not count.",
        Resolution =
            "Undo the edit. While no database has run the migration, strata generate --amend verifies the edit and records it, and "
            + "strata generate --undo removes the last migration. Afterwards write another one with strata generate.",
    };

    /// <summary>The file of a migration has another name than the journal lists.</summary>
    public static readonly ProblemDefinition Renamed = new("ST3013", ProblemKind.Inconsistent, "a migration's file was renamed")
    {
        Meaning = "A file that the journal does not list has the statements of a migration whose file is missing.",
        Resolution = "Rename the file back.",
    };

    /// <summary>Two migrations have one number, or the numbers do not rise.</summary>
    public static readonly ProblemDefinition Numbering = new("ST3014", ProblemKind.Inconsistent, "the journal's numbers do not rise")
    {
        Meaning = "Two migrations have the same number, or a later one has a lower number: two branches were merged.",
        Resolution = "Run strata rebase.",
    };

    /// <summary>Two migrations were made on top of the same one.</summary>
    public static readonly ProblemDefinition Fork = new("ST3015", ProblemKind.Inconsistent, "two migrations on top of the same one")
    {
        Meaning = "Two branches that both added a migration were merged.",
        Resolution = "Run strata rebase.",
    };

    /// <summary>A migration was made on top of others than those before it.</summary>
    public static readonly ProblemDefinition OtherParent = new("ST3016", ProblemKind.Inconsistent, "a migration on top of other migrations")
    {
        Meaning = "The chain of hashes is broken: the migration was made on top of other migrations than those before it in the journal.",
        Resolution = "Get the commit that has them, or run strata rebase.",
    };

    /// <summary>Migrations without a journal.</summary>
    public static readonly ProblemDefinition NoJournal = new("ST3017", ProblemKind.Inconsistent, "the journal is missing")
    {
        Meaning = "The folder holds migrations and no journal, which lists their order and their hashes.",
        Resolution = "Restore the journal from git.",
    };

    /// <summary>A down-script is missing or was edited.</summary>
    public static readonly ProblemDefinition DownScript = new("ST3018", ProblemKind.Inconsistent, "a down-script is missing or was edited")
    {
        Meaning = "The hash of the down-script differs from the one in the journal, or the file does not exist.",
        Resolution = "Restore the down-script from git, or have the edited one verified by strata generate --amend.",
    };

    /// <summary>A file of the folder is a symbolic link.</summary>
    public static readonly ProblemDefinition SymbolicLink = new("ST3031", ProblemKind.Inconsistent, "a migration file is a symbolic link")
    {
        Meaning = "A symbolic link leads to a file that git does not hold with the migrations, and that can change without a commit.",
        Resolution = "Put the file itself into the folder.",
        Example = "ln -s /tmp/other.sql db/migrations/0001_other.sql",
    };

    /// <summary>Comments or white space of a migration were edited; a note.</summary>
    public static readonly ProblemDefinition EditedText = new("ST3090", ProblemKind.Inconsistent, "comments of a migration were edited")
    {
        Meaning =
            "The statements of the migration are those that were generated; its comments or white space differ. It runs all the same.",
        Resolution = "Nothing needs to be done.",
    };

    /// <summary>The folder has no last migration.</summary>
    public static readonly ProblemDefinition NothingToRemove = new("ST2132", ProblemKind.Usage, "there is no migration to remove")
    {
        Meaning = "strata generate --undo removes the last migration of the folder, and the journal lists none.",
        Resolution = "Nothing needs to be done. The next migration is written by strata generate.",
        Example = "strata generate --undo",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        NoMigrations,
        Unreadable,
        OtherDialect,
        UnsafeTag,
        MissingFile,
        Unlisted,
        Edited,
        Renamed,
        Numbering,
        Fork,
        OtherParent,
        NoJournal,
        DownScript,
        SymbolicLink,
        EditedText,
        NothingToRemove,
    ];
}
