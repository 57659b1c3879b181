using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>What works through a pooler does; what does not is refused before anything is made.</summary>
public sealed class PoolerTests(CliServer server)
{
    // A pooler answers the login with a process number of its own: here, by changing the server's in passing.
    private static Memory<byte>? AnotherProcess(int connection, Memory<byte> bytes)
    {
        var key = bytes.Span.IndexOf("K\0\0\0\f"u8);
        if (key >= 0)
            bytes.Span[key + 8] ^= 0x55;
        return bytes;
    }

    [Fact]
    public async Task Rows_go_through_a_pooler_and_whole_databases_do_not()
    {
        using var p = await server.ProjectAsync();
        await using var proxy = new Proxy(server.Server.Port!.Value, fromServer: AnotherProcess);
        var pooled = new NpgsqlConnectionStringBuilder(
            server.Server.TcpConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None))
        )
        {
            Port = proxy.Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql", "seed": "films.csv", "content": { "tables": ["films"] },
              "environments": { "local": { "url": "{{p.Url}}" }, "pooled": { "url": "{{pooled.ConnectionString}}", "policy": "open" } } }
            """
        );
        p.Write("films.csv", "id,title\n1,Alien\n");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films values (2, 'Brazil', 1985)");
        await p.ExpectAsync(0, "reset", "--env", "pooled", "--yes");
        await p.ExpectAsync(0, "deploy", "--env", "pooled", "--sync-content", "--from", "local", "--yes");
        Assert.Equal(["2|Brazil|1985"], await PostgresFixture.QueryAsync(pooled.ConnectionString, "select * from films"));
        foreach (
            var arguments in new[]
            {
                (string[])["dump", "--env", "pooled"],
                ["deploy", "--env", "pooled", "--db-wipe", "--from", "local", "--yes"],
                ["deploy", "--env", "local", "--db-wipe", "--from", "pooled", "--yes"],
            }
        )
            await p.RefusedAsync(12, arguments, "ST5002", "pooler");
        Assert.Empty(Directory.GetDirectories(p.At("db/backups")));
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from pg_database where datname like '%strata_new%'"));
    }
}
