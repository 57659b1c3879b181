using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A backup that cannot be made, or not to its end, is none, and leaves nothing behind.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DumpFailureTests(CliServer server)
{
    [Fact]
    public async Task A_pg_dump_that_is_too_old_is_refused()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push", "--yes");
        foreach (var program in new[] { "pg_dump", "pg_restore" })
        {
            p.Write($"old/{program}", $"#!/bin/sh\necho '{program} (PostgreSQL) 9.6.1'\n");
            File.SetUnixFileMode(p.At($"old/{program}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        p.Variables["STRATA_PG_BIN"] = p.At("old");
        await p.RefusedAsync(12, ["dump"], "ST5001", "9.6.1");
        Assert.False(Directory.Exists(p.At("db/backups")) && Directory.GetDirectories(p.At("db/backups")).Length > 0);
        // One that is too old is passed over where another is to be had.
        p.Variables["STRATA_PG_BIN"] = null;
        p.Variables["PATH"] = $"{p.At("old")}:{Environment.GetEnvironmentVariable("PATH")}";
        await p.ExpectAsync(0, "dump");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_full_disk_leaves_no_backup_and_the_old_ones(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push", "--yes");
        await p.ExpectAsync(0, "dump", "--keep", "1");
        var first = DumpTests.Backup(p);
        await p.SqlAsync(
            p.IsSqlite
                ? "create table big as with recursive c(i) as (select 1 union all select i + 1 from c where i < 200) "
                    + "select randomblob(20000) b from c"
                : "create table big as select string_agg(md5(random()::text), '') b from generate_series(1, 3000) i, "
                    + "generate_series(1, 30) j group by i"
        );
        // No file may grow above this: what a full disk is to a program, without one. The programs it starts inherit it. The runtime would
        // map its code through a file.
        var start = p.Start("dump", "--keep", "1");
        var limited = await ProcessRunner.RunAsync(
            "bash",
            ["-c", "trap '' XFSZ; ulimit -f 1000; exec \"$@\"", "bash", start.FileName, .. start.ArgumentList, "--cwd", p.Root],
            new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0" }
        );
        Assert.True(limited.ExitCode == 13, limited.ExitCode + limited.Output + limited.Errors);
        Assert.Contains("there is no backup", limited.Errors, StringComparison.Ordinal);
        Assert.Equal(first, DumpTests.Backup(p));
        Assert.Empty(Directory.GetFileSystemEntries(p.At("db/backups"), ".strata*"));
        await p.ExpectAsync(0, "restore", first, "--verify");
    }

    [Fact]
    public async Task Another_environments_database_and_a_login_that_may_not_read_are_refused()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("create role peeps login");
        await p.SqlAsync("grant usage on schema strata to peeps");
        await p.SqlAsync("grant select on all tables in schema strata to peeps");
        var settings = new NpgsqlConnectionStringBuilder(p.Url) { Username = "peeps" };
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql",
              "environments": { "local": { "url": "{{settings.ConnectionString}}" }, "other": { "url": "{{p.Url}}" } } }
            """
        );
        await p.RefusedAsync(9, ["dump", "--env", "other"], "ST9001");
        await p.RefusedAsync(13, ["dump"], "ST5003", "permission denied", "there is no backup");
        Assert.Empty(Directory.GetFileSystemEntries(p.At("db/backups"), "*-*"));
        await p.SqlAsync("grant pg_read_all_data to peeps");
        await p.ExpectAsync(0, "dump");
        // It may make no database: the backup is tried on a server of its own.
        await p.ExpectAsync(0, "dump", "--verify");
        await p.SqlAsync("drop owned by peeps");
        await p.SqlAsync("drop role peeps");
    }

    /// <summary>Ctrl-C reaches everything that a terminal runs; a kill reaches us alone.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task An_interrupted_backup_leaves_nothing_that_runs(bool atTerminal)
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("create table big as select repeat(md5(i::text), 60) t from generate_series(1, 400000) i");
        if (atTerminal)
        {
            // Somebody has the table for as long as the key needs to be pressed.
            await using var other = await PostgresFixture.OpenAsync(p.Url);
            await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var lockIt = new NpgsqlCommand("lock table big in access exclusive mode", other, transaction))
                await lockIt.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var terminal = new TerminalSession(p, "dump");
            await terminal.AnswerAsync("Backing up", "\x03");
            Assert.Equal(130, await terminal.EndAsync());
            Assert.Contains("interrupted", terminal.Seen, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(p.At("db/backups"), ".strata*"));
        }
        else
        {
            using var process = System.Diagnostics.Process.Start(p.Start("dump"))!;
            for (
                var i = 0;
                i < 600
                    && !(
                        Directory.Exists(p.At("db/backups"))
                        && Directory.EnumerateFiles(p.At("db/backups"), "*.dat*", SearchOption.AllDirectories).Any()
                    );
                i++
            )
                await Task.Delay(20, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Single(Directory.GetFileSystemEntries(p.At("db/backups"), ".strata*"));
        }
        for (var i = 0; i < 100 && Running(p); i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(Running(p));
        // What a kill leaves is swept by the next backup.
        await p.SqlAsync("drop table big");
        await p.ExpectAsync(0, "dump");
        Assert.Single(Directory.GetDirectories(p.At("db/backups")));
    }

    private static bool Running(CliProject p) =>
        Directory
            .GetDirectories("/proc")
            .Where(d => int.TryParse(Path.GetFileName(d), out _))
            .Any(d =>
            {
                try
                {
                    return File.ReadAllText(Path.Combine(d, "cmdline")).Contains(p.Root, StringComparison.Ordinal);
                }
                catch (IOException)
                {
                    return false;
                }
            });
}
