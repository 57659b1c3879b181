using Strata.Core.Problems;

namespace Strata.Postgres.Connections;

/// <summary>The problems of connecting to PostgreSQL.</summary>
internal static class ConnectionProblems
{
    public static readonly ProblemDefinition Refused = new("ST1240", ProblemKind.NoConnection, "no connection to the server")
    {
        Meaning = "The server did not answer, or refused the login.",
        Resolution = "Check the URL, the user and the password of the environment, and that the server runs.",
    };

    public static readonly ProblemDefinition ServiceFile = new(
        "ST2016",
        ProblemKind.Usage,
        "a service of the connection service file cannot be used"
    )
    {
        Meaning = "The URL names a service that pg_service.conf does not have, or the file cannot be read.",
        Resolution = "Correct the name of the service, or add it to pg_service.conf.",
        Example = "postgresql://?service=cinema",
    };

    public static readonly ProblemDefinition CatalogLocked = new(
        "ST0603",
        ProblemKind.LockBusy,
        "another session keeps the schema from being read"
    )
    {
        Meaning = "Reading a table's definition waits for a session that changes the table and has not ended its transaction.",
        Resolution = "End that transaction, then run the command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Refused, ServiceFile, CatalogLocked];
}
