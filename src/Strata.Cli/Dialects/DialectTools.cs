using Strata.Postgres.Connections;

namespace Strata.Cli.Dialects;

/// <summary>The dialects this program knows, and which one a URL belongs to.</summary>
internal static class DialectTools
{
    public static IDialectTools For(string dialect) => dialect == "sqlite" ? new SqliteTools() : new PostgresTools();

    /// <summary>The dialect a URL or connection string names itself; null when it does not.</summary>
    public static IDialectTools? OfUrl(string text) =>
        text.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) ? new SqliteTools()
        : PostgresUrl.IsPostgres(text) ? new PostgresTools()
        : null;
}
