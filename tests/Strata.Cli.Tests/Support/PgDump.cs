using System.Text.RegularExpressions;
using Npgsql;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

internal static partial class PgDump
{
    /// <summary>A database with its rows, by an observer that is not ours. The lock counts its holders, which is no change.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="runs">With the record of commands: one that was tried and failed is in it.</param>
    public static async Task<string> AllAsync(string connectionString, bool runs = true)
    {
        var dump = await ProcessRunner.RunAsync(
            "pg_dump",
            ["-d", Uri(connectionString), "--exclude-table=strata.lock", .. runs ? [] : (string[])["--exclude-table=strata.run"]]
        );
        Assert.True(dump.ExitCode == 0, dump.Errors);
        return RestrictKey().Replace(dump.Output, "");
    }

    /// <summary>An Npgsql connection string as psql and pg_dump take it.</summary>
    public static string Uri(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var password = settings.Password is { Length: > 0 } p ? ":" + System.Uri.EscapeDataString(p) : "";
        return $"postgresql://{settings.Username}{password}@/{System.Uri.EscapeDataString(settings.Database!)}"
            + $"?host={System.Uri.EscapeDataString(settings.Host!)}&port={settings.Port}";
    }

    // pg_dump 17 and later mark their output with a random key.
    [GeneratedRegex(@"^\\(un)?restrict .*$", RegexOptions.Multiline)]
    private static partial Regex RestrictKey();
}
