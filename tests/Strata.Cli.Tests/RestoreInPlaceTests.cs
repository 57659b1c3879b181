using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A restore by a login that may not create a database fills the one that is there; the same command finishes it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RestoreInPlaceTests(CliServer server) : IAsyncLifetime
{
    private const string Kill = "while [ ! -s strata.pid ]; do sleep 0.05; done; kill -9 $(cat strata.pid); sleep 1";
    private readonly string _role = $"in_place_{Guid.NewGuid():N}";
    private CliProject? _project;
    private NpgsqlConnectionStringBuilder? _copy;

    private CliProject P => _project!;

    public async ValueTask InitializeAsync()
    {
        _project = await server.ProjectAsync();
        await P.ExpectAsync(0, "generate", "--name", "one");
        await P.ExpectAsync(0, "migrate");
        await P.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        await P.ExpectAsync(0, "dump");
        await P.SqlAsync($"create role {_role} login password 'in-place'");
        var name = await server.Server.CreateDatabaseAsync(null, CancellationToken.None);
        await P.SqlAsync($"alter database \"{name}\" owner to {_role}");
        _copy = server.Tcp(name);
        (_copy.Username, _copy.Password) = (_role, "in-place");
        P.Replace("strata.json", "\"local\"", "\"copy\": { \"url\": \"env:COPY\", \"policy\": \"preview\" }, \"local\"");
        P.Variables["COPY"] = _copy.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await server.Server.DropDatabaseAsync(_copy!.Database!, CancellationToken.None);
        await P.SqlAsync($"drop role {_role}");
        P.Dispose();
    }

    private string[] Restore => ["restore", DumpTests.Backup(P), "--env", "copy", "--confirm", "copy"];

    private Task<IReadOnlyList<string>> CopyAsync(string sql) => PostgresFixture.QueryAsync(_copy!.ConnectionString, sql);

    /// <summary>Stands in the place of pg_restore.</summary>
    private void Program(string before, string after)
    {
        var real = Path.Combine(server.Server.Binaries.Directory, "pg_restore");
        P.Write(
            "bin/pg_restore",
            $"#!/bin/sh\ncase \"$*\" in *--version*) exec '{real}' \"$@\";; esac\ncd '{P.Root}'\n{before}\n'{real}' \"$@\"\n{after}\n"
        );
        P.Write("bin/pg_dump", $"#!/bin/sh\nexec '{Path.Combine(server.Server.Binaries.Directory, "pg_dump")}' \"$@\"\n");
        foreach (var name in (string[])["bin/pg_restore", "bin/pg_dump"])
            File.SetUnixFileMode(P.At(name), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        P.Variables["STRATA_PG_BIN"] = P.At("bin");
    }

    private async Task<(int Exit, string Errors)> EndedAsync(Func<Process, Task>? meanwhile = null)
    {
        using var process = Process.Start(P.Start(Restore))!;
        P.Write("strata.pid", $"{process.Id}\n");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (meanwhile is not null)
            await meanwhile(process);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await errors);
    }

    private async Task FinishedAsync()
    {
        P.Variables["STRATA_PG_BIN"] = null;
        await P.ExpectAsync(0, Restore);
        Assert.Equal(["Alien"], await CopyAsync("select title from films"));
        Assert.Equal(["copy"], await CopyAsync("select environment from strata.stamp"));
        Assert.Equal(["0"], await CopyAsync("select count(*) from pg_namespace where nspname = 'strata_restore'"));
        await P.ExpectAsync(0, "migrate", "--env", "copy");
        await P.ExpectAsync(0, "status", "--env", "copy");
        await P.RefusedAsync(9, Restore, "ST9050");
    }

    [Fact]
    public async Task It_fills_the_database_and_says_so()
    {
        var run = await P.ExpectAsync(0, Restore);
        Assert.Contains("may not create a database", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["0"], await CopyAsync("select count(*) from pg_namespace where nspname = 'strata_restore'"));
        await P.ExpectAsync(0, "migrate", "--env", "copy");
    }

    [Theory]
    [InlineData(Kill + "; exit 1", "")]
    [InlineData("", Kill)]
    public async Task Killed_it_is_finished_by_the_same_command(string before, string after)
    {
        Program(before, after);
        Assert.Equal(137, (await EndedAsync()).Exit);
        Assert.Equal([after == "" ? "0" : "1"], await CopyAsync("select count(*) from pg_tables where tablename = 'films'"));
        if (after != "")
            await P.RefusedAsync(9, ["migrate", "--env", "copy"]);
        await FinishedAsync();
    }

    [Fact]
    public async Task Interrupted_it_tells_what_is_there_and_is_finished_by_the_same_command()
    {
        Program("", $"touch '{P.At("restored")}'; sleep 30");
        var (exit, errors) = await EndedAsync(async process =>
        {
            while (!File.Exists(P.At("restored")) && !process.HasExited)
                await Task.Delay(50, TestContext.Current.CancellationToken);
            await ProcessRunner.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        });
        Assert.True(exit == 130, errors);
        Assert.Contains("rows of the backup are in the database, and it is not stamped yet", errors, StringComparison.Ordinal);
        Assert.Contains("--env copy", errors, StringComparison.Ordinal);
        await FinishedAsync();
    }

    [Fact]
    public async Task Another_backup_and_other_rows_are_refused()
    {
        Program("", Kill);
        Assert.Equal(137, (await EndedAsync()).Exit);
        P.Variables["STRATA_PG_BIN"] = null;
        await P.ExpectAsync(0, "dump", "--out", "other");
        await P.RefusedAsync(9, ["restore", "other", "--env", "copy", "--confirm", "copy"], "ST9050");
        await PostgresFixture.ExecuteAsync(_copy!.ConnectionString, "delete from films");
        await P.RefusedAsync(9, Restore, "ST9069", "films has 0 rows instead of 1", "create it again");
    }
}
