namespace Strata.Cli.Tests.Support;

/// <summary>Variables that libraries read by themselves, from the environment of the process.</summary>
internal static class LibraryVariables
{
    // https://www.npgsql.org/doc/connection-string-parameters.html#environment-variables
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "HOME",
        "PGCLIENTENCODING",
        "PGOPTIONS",
        "PGPASSFILE",
        "PGPASSWORD",
        "PGREQUIREAUTH",
        "PGSSLCERT",
        "PGSSLKEY",
        "PGSSLNEGOTIATION",
        "PGSSLROOTCERT",
        "PGTZ",
    };

    public static bool Contains(string name) => s_names.Contains(name);
}
