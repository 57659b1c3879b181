using Npgsql;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.Shadow;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>
/// What a database holds, as somebody else than Strata's reader says it: the server's own functions, and pg_dump where there is one of the
/// server's version. The order of columns is compared by nobody: an ALTER cannot give it.
/// </summary>
internal static class Observer
{
    private static readonly string s_queries = File.ReadAllText(
        Path.Combine(CaseFile.Root(), "tests", "Strata.Postgres.Tests", "fingerprint.sql")
    );

    public static async Task<Sight> SeeAsync(ShadowServer server, NpgsqlConnection connection)
    {
        var dump = Path.Combine(server.Binaries.Directory, "pg_dump");
        return new(await FingerprintAsync(connection), File.Exists(dump) ? await DumpAsync(dump, server, connection) : null);
    }

    private static async Task<string> FingerprintAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("begin"));
        batch.BatchCommands.Add(new("set local search_path = pg_catalog"));
        batch.BatchCommands.Add(new(PostgresCatalogReader.Expand(s_queries, connection.PostgreSqlVersion.Major)));
        batch.BatchCommands.Add(new("commit"));
        await using var rows = await batch.ExecuteReaderAsync();
        List<string> lines = [];
        while (await rows.ReadAsync())
            lines.Add(rows.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task<string> DumpAsync(string program, ShadowServer server, NpgsqlConnection connection)
    {
        var dump = await ProcessRunner.RunAsync(
            program,
            ["-s", "--no-owner", "-h", server.Directory, "-U", "postgres", connection.Database]
        );
        Assert.True(dump.ExitCode == 0, dump.Errors);
        return dump.Output;
    }
}

/// <summary>A database as others see it.</summary>
/// <param name="Facts">One line for each fact that the server's functions say.</param>
/// <param name="Dump">As pg_dump writes it; null where there is none of the server's version.</param>
internal sealed record Sight(string Facts, string? Dump)
{
    /// <summary>The lines of the dump. The random key of \restrict, and the order of columns added later, are no differences.</summary>
    public string? Lines =>
        Dump is null
            ? null
            : string.Join(
                '\n',
                Dump.Split('\n')
                    .Where(l =>
                        !l.StartsWith("\\restrict", StringComparison.Ordinal) && !l.StartsWith("\\unrestrict", StringComparison.Ordinal)
                    )
                    .Select(l => l.TrimEnd(','))
                    .Order(StringComparer.Ordinal)
            );
}
