using System.Runtime.Versioning;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A restore of rows that does not come to its end leaves nothing, or says that nobody knows.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RestoreDataKillTests(CliServer server)
{
    private static readonly string[] s_restore = RichTables.Restore;

    [Fact]
    public async Task Killed_in_the_middle_on_PostgreSQL_it_leaves_nothing()
    {
        using var p = await RichTables.CreateAsync(server, "postgresql");
        await p.CustomAsync(
            "gate",
            """
            create function gate() returns boolean language plpgsql as
              $$ begin perform pg_advisory_xact_lock_shared(77); return true; end $$;
            create table slow (id integer check (gate()));
            create table after_it (id integer primary key);
            alter table slow add foreign key (id) references after_it;
            """
        );
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into after_it values (1)");
        await p.SqlAsync("insert into slow values (1)");
        var rows = await RichTables.RowsAsync(p);
        await RichTables.BackupAsync(p);
        var before = await p.FingerprintAsync();
        await using var gate = await PostgresFixture.OpenAsync(p.Url);
        await using (var close = new Npgsql.NpgsqlCommand("select pg_advisory_lock(77)", gate))
            await close.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using var process = System.Diagnostics.Process.Start(p.Start(s_restore))!;
        await DeployProject.WaitAsync(
            async () =>
                process.HasExited
                || (await p.QueryAsync("select 1 from pg_locks where locktype = 'advisory' and not granted and objid = 77")).Count > 0,
            "it does not come to the gate"
        );
        Assert.False(process.HasExited, "it has ended");
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await gate.CloseAsync();
        await DeployProject.WaitAsync(
            async () =>
                (
                    await p.QueryAsync(
                        "select 1 from pg_stat_activity where datname = current_database() and query like 'COPY%' and state <> 'idle'"
                    )
                ).Count == 0,
            "its session does not end"
        );
        Assert.Equal(before, await p.FingerprintAsync());
        await p.ExpectAsync(0, s_restore);
        Assert.Equal(rows, await RichTables.RowsAsync(p));
    }

    [Fact]
    public async Task A_lost_commit_is_called_unknown()
    {
        using var p = await RichTables.CreateAsync(server, "postgresql");
        var rows = await RichTables.RowsAsync(p);
        await RichTables.BackupAsync(p);
        var copying = 0;
        var cut = false;
        Memory<byte>? Cut(int connection, Memory<byte> bytes)
        {
            if (bytes.Span.IndexOf("FROM STDIN"u8) >= 0)
                copying = connection;
            if (cut || connection != copying || bytes.Span.IndexOf("COMMIT\0"u8) < 0)
                return bytes;
            cut = true;
            return null;
        }
        await using var proxy = new Proxy(server.Server.Port!.Value, fromClient: Cut);
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(
            server.Server.TcpConnectionString(new Npgsql.NpgsqlConnectionStringBuilder(p.Url).Database!)
        )
        {
            Port = proxy.Port,
            SslMode = Npgsql.SslMode.Disable,
            GssEncryptionMode = Npgsql.GssEncryptionMode.Disable,
        };
        p.Variables["PROXIED"] = settings.ConnectionString;
        p.Write("strata.json", """{ "dialect": "postgresql", "environments": { "local": { "url": "env:PROXIED" } } }""");
        var lost = await p.ExpectAsync(14, s_restore);
        Assert.Contains("ST1401", lost.All, StringComparison.Ordinal);
        Assert.Contains("run it again", lost.All, StringComparison.Ordinal);
        // It was cut before the server had it: the same command restores the rows.
        await p.ExpectAsync(0, s_restore);
        Assert.Equal(rows, await RichTables.RowsAsync(p));
    }

    [Fact]
    public async Task Killed_in_the_middle_on_SQLite_it_leaves_nothing()
    {
        using var p = await RichTables.CreateAsync(server, "sqlite");
        await p.CustomAsync("big", "create table big (id integer primary key, b blob);");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync(
            "insert into big with recursive c (i) as (select 1 union all select i + 1 from c where i < 60000) "
                + "select i, randomblob(1000) from c"
        );
        await RichTables.BackupAsync(p);
        await p.SqlAsync("vacuum");
        var before = new FileInfo(p.At("app.db")).Length;
        using var process = System.Diagnostics.Process.Start(p.Start(s_restore))!;
        await DeployProject.WaitAsync(
            () => process.HasExited || new FileInfo(p.At("app.db")).Length > before + (4 << 20),
            "nothing is written"
        );
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["0"], await p.QueryAsync("select (select count(*) from big) + (select count(*) from movies)"));
        Assert.Equal(["ok"], await p.QueryAsync("pragma integrity_check"));
        await p.ExpectAsync(0, s_restore);
        Assert.Equal(["60000"], await p.QueryAsync("select count(*) from big"));
    }
}
