using Strata.Core.Problems;

namespace Strata.Core.Transfer;

/// <summary>The problems of copying rows into empty tables.</summary>
public static class TransferProblems
{
    internal static readonly ProblemDefinition Unfit = new("ST9058", ProblemKind.Refused, "the rows of the backup do not fit the database")
    {
        Meaning =
            "Rows alone are restored into empty tables that can take all of them. A table with rows or a column of the backup is missing "
            + "in the database, a new column is NOT NULL without a default, a type cannot take the values, a table holds rows already, or "
            + "this login may not suspend a trigger or a constraint. Each is named.",
        Resolution =
            "Bring the database to the migration of the backup, or write a migration that makes the rows fit. Empty the tables that hold "
            + "rows.",
        Example = "strata restore db/backups/local-20260101-120000 --data-only",
    };

    internal static readonly ProblemDefinition NotTaken = new(
        "ST5018",
        ProblemKind.FailedUnchanged,
        "the database did not take the rows of the backup"
    )
    {
        Meaning =
            "The database refused a row, or would not have held the same rows as the backup. All rows are restored in one transaction, "
            + "which was rolled back.",
        Resolution = "Remove the cause that the message names, and run the command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Unfit, NotTaken];
}
