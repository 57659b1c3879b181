using Strata.Core.Problems;

namespace Strata.Postgres.Observing;

/// <summary>The problems of observing a database by pg_dump.</summary>
internal static class ObserverProblems
{
    public static readonly ProblemDefinition Failed = new("ST1205", ProblemKind.Preflight, "pg_dump cannot read a shadow database")
    {
        Meaning =
            "Each plan's end is compared by pg_dump as well, where one of the server's version is on the machine; and that one failed on "
            + "a shadow database.",
        Resolution = "Run pg_dump --version to see whether it works, or set STRATA_PG_BIN to another installation.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Failed];
}
