using Strata.Core.Problems;

namespace Strata.Core.Providers;

/// <summary>The problems that each provider raises.</summary>
public static class ProviderProblems
{
    /// <summary>The server answers, and has no database of that name.</summary>
    public static readonly ProblemDefinition MissingDatabase = new("ST1241", ProblemKind.NoConnection, "the database does not exist")
    {
        Meaning = "The server answers, and has no database of that name.",
        Resolution = "Create the database, or correct its name in the URL.",
    };

    /// <summary>The URL or connection string of a database is malformed.</summary>
    public static readonly ProblemDefinition UnreadableUrl = new("ST2015", ProblemKind.Usage, "a connection string cannot be read")
    {
        Meaning = "The URL or connection string of a database is malformed.",
        Resolution =
            "Write postgresql://user@host:port/database, Host=…;Database=…, or sqlite:path/to/file.db. Percent-encode special characters.",
        Example = "strata pull --url postgresql://localhost:port",
    };

    internal static readonly ProblemDefinition UnknownDialect = new("ST2042", ProblemKind.Usage, "an unknown dialect")
    {
        Meaning = "The dialects are postgresql and sqlite.",
        Resolution = "Use one of the dialects that the message lists.",
        Example = "strata diff --from empty --to schema --dialect oracle",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [MissingDatabase, UnreadableUrl, UnknownDialect];
}
