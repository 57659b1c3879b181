using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>The problems of a journal and its files that a merge is read by, too.</summary>
public static class FolderProblems
{
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
        Resolution = "Restore the file from git.",
    };

    /// <summary>A migration was edited after it was generated.</summary>
    public static readonly ProblemDefinition Edited = new(
        "ST3012",
        ProblemKind.Inconsistent,
        "a migration was edited after it was generated"
    )
    {
        Meaning = "The hash of the file's statements differs from the one in the journal. Comments and white space do not count.",
        Resolution = "Undo the edit. For another change, write another migration with strata generate.",
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

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [UnsafeTag, MissingFile, Edited, Numbering, Fork, OtherParent];
}
