using System.Diagnostics;

namespace Strata.Architecture.Tests;

/// <summary>New files as build.cs makes them, in a copy of the repository: they compile, and their tests pass.</summary>
[Trait("Run", "long")]
public sealed class ScaffoldTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);
    private static readonly string[] s_folders = ["src", "tests"];
    private readonly string _copy = Directory.CreateTempSubdirectory("strata-scaffold-").FullName;

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Theory, InlineData("Postgres"), InlineData("Sqlite"), Trait("Run", "long")]
    public async Task New_lint_compiles_and_its_examples_pass(string dialect)
    {
        CopyRepository();
        await DotnetAsync([
            "run",
            "build.cs",
            "--",
            "new-lint",
            "ColumnOfUsedTable",
            .. dialect == "Sqlite" ? ["sqlite"] : Array.Empty<string>(),
        ]);
        var project = $"Strata.{dialect}.Tests";
        await DotnetAsync("build", $"tests/{project}", "-c", "Release", "-v", "q", "--nologo");
        var tests = await DotnetAsync($"artifacts/bin/{project}/release/{project}.dll", "-noLogo", "-noColor", "-method", "*.Rule_finds_*");
        Assert.Contains(
            $"Total: {Directory.GetFiles(At($"src/Strata.{dialect}/Lints")).Length}, Errors: 0, Failed: 0",
            tests,
            StringComparison.Ordinal
        );
    }

    private void CopyRepository()
    {
        foreach (var file in Directory.GetFiles(Repository.Root))
            File.Copy(file, At(Path.GetFileName(file)));
        foreach (
            var file in s_folders.SelectMany(f => Directory.GetFiles(Path.Combine(Repository.Root, f), "*", SearchOption.AllDirectories))
        )
        {
            var target = At(Repository.Name(file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private string At(string path) => Path.Combine(_copy, path);

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _copy, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timer.CancelAfter(s_limit);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(timer.Token);
            await process.WaitForExitAsync(timer.Token);
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {process.ExitCode}\n{output}");
            return output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
