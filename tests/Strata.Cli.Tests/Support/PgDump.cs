using Npgsql;

namespace Strata.Cli.Tests.Support;

internal static class PgDump
{
    /// <summary>An Npgsql connection string as psql and pg_dump take it.</summary>
    public static string Uri(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var password = settings.Password is { Length: > 0 } p ? ":" + System.Uri.EscapeDataString(p) : "";
        return $"postgresql://{settings.Username}{password}@/{System.Uri.EscapeDataString(settings.Database!)}?host={System.Uri.EscapeDataString(settings.Host!)}&port={settings.Port}";
    }
}
