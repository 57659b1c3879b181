using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using Strata.Cli.Terminal;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>A folder, a database, and the built program run in it as a stranger would.</summary>
public sealed class CliProject : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly TempFolder _folder;

    public CliProject(string url)
        : this(url, new TempFolder()) { }

    private CliProject(string url, TempFolder folder) => (Url, _folder) = (url, folder);

    /// <summary>The built program: beside the tests, or where STRATA_PROGRAM says.</summary>
    public static string Program { get; } =
        System.Environment.GetEnvironmentVariable("STRATA_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "Strata.Cli");

    public string Url { get; }

    /// <summary>The advice of problems is followed in copies of the project; the commands of a copy are judged by who made it.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>The temporary folder.</summary>
    public string Home => _folder.Path;

    /// <summary>The same project in a folder that has its files.</summary>
    internal CliProject In(TempFolder folder)
    {
        var copy = new CliProject(Url, folder)
        {
            IsCopy = true,
            Folder = Folder,
            ObeysPermissions = ObeysPermissions,
            RunsProgram = RunsProgram,
            Native = Native,
            Time = Time,
        };
        foreach (var (name, value) in Variables)
            copy.Variables[name] = value;
        return copy;
    }

    /// <summary>The project is in this folder of the temporary one.</summary>
    public string Folder { get; init; } = "";

    public string Root => Path.Combine(_folder.Path, Folder);

    public bool IsSqlite => Url.StartsWith("sqlite:", StringComparison.Ordinal);

    /// <summary>Set for the program; null removes.</summary>
    public Dictionary<string, string?> Variables { get; } =
        new()
        {
            ["NO_COLOR"] = null,
            ["PGPASSWORD"] = null,
            ["CI"] = null,
        };

    /// <summary>
    /// File permissions hold for the program as for anybody: root runs it without the capabilities that pass them by.
    /// https://man7.org/linux/man-pages/man7/capabilities.7.html
    /// </summary>
    public bool ObeysPermissions { get; init; }

    public string At(string path) => Path.Combine(Root, path);

    public string Read(string path) => File.ReadAllText(At(path));

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>Writes a shell script that can be run.</summary>
    public void WriteProgram(string path, string script)
    {
        Write(path, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Replace(string path, string old, string @new)
    {
        Assert.Contains(old, Read(path), StringComparison.Ordinal);
        Write(path, Read(path).Replace(old, @new, StringComparison.Ordinal));
    }

    public void Schema(string old, string @new) => Replace("db/src/Schema.cs", old, @new);

    /// <summary>Names of the migrations' up-scripts.</summary>
    public IReadOnlyList<string> Migrations =>
        [
            .. Directory
                .GetFiles(At("db/migrations"), "*.sql")
                .Where(f => !f.EndsWith(".down.sql", StringComparison.Ordinal))
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A migration written by hand.</summary>
    public async Task<string> CustomAsync(string name, string sql)
    {
        await ExpectAsync(0, "generate", "--custom", "--name", name);
        Write($"db/migrations/{Migrations[^1]}.sql", sql);
        return Migrations[^1];
    }

    /// <summary>
    /// Takes seconds in the project's PostgreSQL database, and none in a shadow database, where migrate runs what is written by hand first.
    /// </summary>
    public string Sleep(int seconds) =>
        $"SELECT pg_sleep({seconds}) WHERE current_database() = '{new NpgsqlConnectionStringBuilder(Url).Database}';";

    public ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        Directory.CreateDirectory(Root);
        string[] command =
            ObeysPermissions && System.Environment.IsPrivilegedProcess
                ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--", Native ?? Program]
                : [Native ?? Program];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>
    /// Runs a command line to its end, in this process: one that waits for ever fails the test. Where the run is about a process (file
    /// permissions, variables that libraries read by themselves) it is one.
    /// </summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        var result = IsAboutProcess ? await RunProcessAsync(arguments) : await RunHereAsync(arguments);
        Form.Require(arguments, result);
        await AdviceCheck.RequireAsync(this, arguments, result);
        return result;
    }

    /// <summary>Waits for a run in this process.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The built program runs, and not its code in this process.</summary>
    public bool RunsProgram { get; set; }

    /// <summary>The program of native code that runs in place of the built one; null for none.</summary>
    public string? Native { get; set; }

    private bool IsAboutProcess =>
        RunsProgram
        || Native is not null
        || ObeysPermissions
        || Variables.Any(v => v.Value is not null && LibraryVariables.Contains(v.Key));

    private async Task<CliResult> RunHereAsync(string[] arguments)
    {
        Directory.CreateDirectory(Root);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var host = new CommandHost
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(errors),
            Variables = new(Environment()),
            WorkingDirectory = Root,
            Time = Time,
        };
        using var limit = new CancellationTokenSource(s_patience);
        var run = new CommandLine(host).RunAsync(arguments, () => ExitCode.Interrupted, limit.Token);
        if (
            await Task.WhenAny(run, Task.Delay(s_patience + s_patience / 4, CancellationToken.None)) != run
            || limit.IsCancellationRequested
        )
            Assert.Fail($"strata {string.Join(' ', arguments)} did not come to an end.");
        return new CliResult(await run, output.ToString(), errors.ToString());
    }

    /// <summary>Runs a command line in this process, and acts at the moment when it writes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="act">Called before the command goes on, with what interrupts it.</param>
    /// <param name="arguments">The command line.</param>
    internal async Task<CliResult> RunHookedAsync(string text, Action<CancellationTokenSource> act, params string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var output = new HookedWriter(text, () => act(stop));
        using var errors = new StringWriter();
        var host = new CommandHost
        {
            Out = output,
            Error = errors,
            Variables = new(Environment()),
            WorkingDirectory = Root,
        };
        var exit = await new CommandLine(host).RunAsync(arguments, () => ExitCode.Interrupted, stop.Token);
        return new CliResult(exit, output.ToString(), errors.ToString());
    }

    private Dictionary<string, string> Environment()
    {
        var variables = System
            .Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => v.Value as string ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in Variables)
            if (value is null)
                variables.Remove(name);
            else
                variables[name] = value;
        return variables;
    }

    private async Task<CliResult> RunProcessAsync(string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"strata {string.Join(' ', arguments)} did not come to an end.");
        }
        return new CliResult(process.ExitCode, await output, await errors);
    }

    public async Task<CliResult> ExpectAsync(int exit, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.Exit == exit, $"strata {string.Join(' ', arguments)}: exit {result.Exit}, wanted {exit}\n{result.All}");
        return result;
    }

    /// <summary>Runs it, expects the exit code, all the words, and a database as it was.</summary>
    public async Task<CliResult> RefusedAsync(int exit, string[] arguments, params string[] words)
    {
        var before = await FingerprintAsync(runs: exit != 7);
        var result = await ExpectAsync(exit, arguments);
        foreach (var word in words)
            Assert.Contains(word, result.All, StringComparison.Ordinal);
        Assert.Equal(before, await FingerprintAsync(runs: exit != 7));
        return result;
    }

    /// <summary>
    /// What the database is, by an observer that is not ours: pg_dump, or the bytes of the file. The lock counts its holders, which is no
    /// change.
    /// </summary>
    public async Task<string> FingerprintAsync(bool runs = true)
    {
        if (IsSqlite)
            return File.Exists(At("app.db")) ? Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(At("app.db")))) : "none";
        return await PgDump.AllAsync(Url, runs);
    }

    public async Task SqlAsync(string sql)
    {
        if (!IsSqlite)
        {
            await PostgresFixture.ExecuteAsync(Url, sql);
            return;
        }
        await using var connection = await SqliteAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows as text, columns joined by <c>|</c>.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        if (!IsSqlite)
            return await PostgresFixture.QueryAsync(Url, sql);
        await using var connection = await SqliteAsync();
        await using var command = new SqliteCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i)))
                )
            );
        return rows;
    }

    private async Task<SqliteConnection> SqliteAsync()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = At("app.db"), Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    public void Dispose() => _folder.Dispose();
}
