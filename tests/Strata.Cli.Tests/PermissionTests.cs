using System.Runtime.Versioning;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Folders and databases that the user may not write.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PermissionTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Migrations_that_may_only_be_read_can_be_run_and_not_changed(string dialect)
    {
        using var p = await server.ProjectAsync(dialect, obeysPermissions: true);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("by_hand", "create table notes (id integer);");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        var before = Files(p);
        using (new ReadOnly(p.At("db/migrations")))
        {
            await p.RefusedAsync(2, ["generate"], "ST2011", "cannot be written", "no file was changed", "write access");
            await p.RefusedAsync(2, ["generate", "--custom"], "ST2011");
            await p.RefusedAsync(3, ["squash", "--drop-data"], "written by hand");
            await p.ExpectAsync(0, "check", "--files");

            // What runs needs no file of its own; that a hand-written migration could not be sealed is said.
            var run = await p.ExpectAsync(0, "migrate");
            Assert.Contains("could not be added to the journal", run.All, StringComparison.Ordinal);
            await p.ExpectAsync(0, "status");
            Assert.Equal(before, Files(p));
        }
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "check");
        before = Files(p);
        using (new ReadOnly(p.At("db/migrations")))
            await p.RefusedAsync(2, ["squash", "--drop-data"], "ST20", "denied");
        Assert.Equal(before, Files(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_schema_or_journal_that_may_not_be_read_is_named(string dialect)
    {
        using var p = await server.ProjectAsync(dialect, obeysPermissions: true);
        await p.ExpectAsync(0, "generate", "--name", "one");
        foreach (var path in new[] { "db/src/Schema.cs", "db/migrations/meta/_journal.json", "db/migrations/0000_one.sql", "strata.json" })
        {
            var mode = File.GetUnixFileMode(p.At(path));
            File.SetUnixFileMode(p.At(path), UnixFileMode.None);
            await p.RefusedAsync(2, [path.EndsWith(".cs", StringComparison.Ordinal) ? "push" : "migrate"], Path.GetFileName(path));
            File.SetUnixFileMode(p.At(path), mode);
        }
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task A_SQLite_database_that_may_not_be_written_is_left_as_it_was()
    {
        using var p = await server.ProjectAsync("sqlite", obeysPermissions: true);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        var folder = File.GetUnixFileMode(p.Root);
        foreach (var (path, mode) in new[] { (p.At("app.db"), UnixFileMode.UserRead), (p.Root, folder & ~UnixFileMode.UserWrite) })
        {
            var before = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode);
            var refused = await p.ExpectAsync(12, "migrate");
            Assert.Contains("ST1221", refused.Errors, StringComparison.Ordinal);
            await p.ExpectAsync(0, "status");
            File.SetUnixFileMode(path, before);
        }
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task A_program_that_may_be_run_and_not_read_runs()
    {
        using var p = new CliProject("sqlite:app.db") { ObeysPermissions = true };
        p.Write("program", "");
        File.Copy(CliProject.Program, p.At("program"), overwrite: true);
        File.SetUnixFileMode(p.At("program"), UnixFileMode.UserExecute);
        var start = p.Start("--version");
        var at = start.FileName == CliProject.Program ? -1 : start.ArgumentList.IndexOf(CliProject.Program);
        if (at < 0)
            start.FileName = p.At("program");
        else
            start.ArgumentList[at] = p.At("program");
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Unhandled", errors, StringComparison.Ordinal);
    }

    private static string[] Files(CliProject p) =>
        [
            .. Directory
                .EnumerateFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(f => $"{f} {File.ReadAllText(f)}"),
        ];

    /// <summary>No file below a folder, and no folder, may be written.</summary>
    private sealed class ReadOnly : IDisposable
    {
        private readonly List<(string Path, UnixFileMode Mode)> _before = [];

        public ReadOnly(string folder)
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
            {
                _before.Add((path, File.GetUnixFileMode(path)));
                File.SetUnixFileMode(
                    path,
                    _before[^1].Mode & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
                );
            }
        }

        public void Dispose()
        {
            foreach (var (path, mode) in _before)
                File.SetUnixFileMode(path, mode);
        }
    }
}
