using Strata.Core.Problems;

namespace Strata.SyncingContent;

/// <summary>The problems of copying content.</summary>
internal static class ContentProblems
{
    public static readonly ProblemDefinition RowsNeeded = new("ST5051", ProblemKind.Refused, "rows outside of \"content\" need a row")
    {
        Meaning =
            "A row that the source does not have is referred to by a table that \"content\" does not name. Rows of such a "
            + "table are never changed.",
        Resolution = "Keep the row in the source too, remove the rows that refer to it, or name their table in \"content\".",
    };

    public static readonly ProblemDefinition NotFitting = new(
        "ST5052",
        ProblemKind.FailedUnchanged,
        "the content does not fit the database"
    )
    {
        Meaning = "The database refused a row. All content is changed in one transaction, which was rolled back.",
        Resolution = "Remove the cause that the message names, and run the command again.",
    };

    public static readonly ProblemDefinition NoTables = new("ST5054", ProblemKind.Usage, "strata.json names no content")
    {
        Meaning = "The tables whose rows are copied from one environment to another are named in \"content\" of strata.json.",
        Resolution = "Add \"content\": { \"tables\": [\"films\"], \"from\": \"local\" }.",
        Example = "strata deploy --env staging --sync-content",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [RowsNeeded, NotFitting, NoTables];
}
