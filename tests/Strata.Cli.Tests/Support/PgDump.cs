using Npgsql;

namespace Strata.Cli.Tests.Support;

internal static class PgDump
{
    /// <summary>An Npgsql connection string as psql and pg_dump take it.</summary>
    public static string Uri(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql://{settings.Username}@/{System.Uri.EscapeDataString(settings.Database!)}?host={System.Uri.EscapeDataString(settings.Host!)}&port={settings.Port}";
    }
}
