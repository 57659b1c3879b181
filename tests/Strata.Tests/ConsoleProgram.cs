using System.Diagnostics;
using Strata.Testing;

namespace Strata.Tests;

/// <summary>Builds the programs of the folder Programs, each once, and runs them.</summary>
public sealed class ConsoleProgram : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _built = [];

    /// <summary>Runs a program in a folder.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string name, string directory, params string[] arguments)
    {
        if (!_built.TryGetValue(name, out var program))
            _built[name] = program = await BuildAsync(name);
        return await ExecuteAsync(directory, [program, .. arguments]);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> BuildAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Programs", name + ".cs"), Path.Combine(folder, "Program.cs"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, name + ".csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="{Example.Repository}/src/Strata/Strata.csproj" />
              </ItemGroup>
            </Project>
            """
        );
        // The library is built already, and other tests run from its files.
        var (exit, output) = await ExecuteAsync(
            folder,
            ["build", "-c", "Release", "-p:BuildProjectReferences=false", "-v", "q", "--nologo", "--disable-build-servers"]
        );
        Assert.True(exit == 0, output);
        return Path.Combine(folder, "bin/Release/net10.0", name + ".dll");
    }

    private static async Task<(int Exit, string Output)> ExecuteAsync(string directory, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
