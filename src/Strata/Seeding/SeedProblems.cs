using Strata.Core.Problems;

namespace Strata.Seeding;

/// <summary>The problems of seed files.</summary>
internal static class SeedProblems
{
    public static readonly ProblemDefinition NoFile = new("ST5030", ProblemKind.Usage, "no seed file at that path")
    {
        Meaning = "\"seed\" of strata.json names a path that does not exist, or a file that is not .sql, .csv or .json.",
        Resolution = "Correct \"seed\" in strata.json.",
        Example = "{ \"seed\": [\"db/seed/films.xml\"] }",
    };

    public static readonly ProblemDefinition Invalid = new("ST5031", ProblemKind.Usage, "an invalid seed file")
    {
        Meaning =
            "A seed file is not UTF-8, not CSV with a header, or not a JSON array of objects with the same keys. Seeds are "
            + "read before anything is changed.",
        Resolution = "Correct the file at the line of the message.",
    };

    public static readonly ProblemDefinition NotFitting = new("ST5032", ProblemKind.FailedUnchanged, "a seed does not fit the database")
    {
        Meaning =
            "The database refused a row or a statement of a seed file, or it has no such table or column. Each file is one "
            + "transaction: nothing of this one is in the database.",
        Resolution = "Correct the file, and run strata reset again.",
    };

    public static readonly ProblemDefinition Locked = new("ST5033", ProblemKind.LockBusy, "another run holds the lock while seeding")
    {
        Meaning = "The database was rebuilt, and another run took the lock before the seed files were loaded.",
        Resolution = "Wait for its end, and run strata reset again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoFile, Invalid, NotFitting, Locked];
}
