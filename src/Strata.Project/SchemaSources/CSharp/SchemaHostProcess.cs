using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Project.SchemaSources.CSharp;

/// <param name="ExitCode">Null when the process was killed at the time limit.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record HostEnd(int? ExitCode, string Output, string Error);

/// <summary>The process that runs the user's code: an environment without secrets, a time limit, and an end to all its children.</summary>
/// <param name="host">strata-schema-host.dll.</param>
/// <param name="variables">Those that cannot hold a secret are passed on.</param>
/// <param name="time">Measures the time limit.</param>
internal sealed class SchemaHostProcess(string host, EnvironmentVariables variables, TimeProvider time)
{
    // The host ends itself at the limit, with a better message; this is for one that cannot.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private const string Name = "strata-schema-host.dll";

    private static readonly string[] s_allowed =
    [
        "PATH",
        "HOME",
        "USER",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "TEMP",
        "TMP",
        "XDG_CACHE_HOME",
        "LD_LIBRARY_PATH",
        "SystemRoot",
        "SystemDrive",
        "windir",
        "USERPROFILE",
        "LOCALAPPDATA",
        "APPDATA",
        "ProgramFiles",
        "ProgramData",
        "COMSPEC",
        "PATHEXT",
    ];

    /// <summary>
    /// The host beside the running program; in a folder of its own where the program brings its own runtime, which is not the host's.
    /// </summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public static string Find(string folder)
    {
        string[] places = [Path.Combine(folder, "schema-host", Name), Path.Combine(folder, Name)];
        return Array.Find(places, File.Exists)
            ?? throw SchemaProblems.Usage(
                "ST2102",
                places[1],
                "the program that reads Schema.cs is missing from this installation",
                "install strata again"
            );
    }

    public async Task<HostEnd> RunAsync(
        string schemaDirectory,
        string dialect,
        string cacheFolder,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var process = new Process { StartInfo = Start(schemaDirectory, dialect, cacheFolder, limit) };
        process.Start();
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(limit + s_grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var error = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return new(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, "", "");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Start(string schemaDirectory, string dialect, string cacheFolder, TimeSpan limit)
    {
        var (program, first) = Launcher();
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        string[] arguments =
        [
            .. first,
            "--dialect",
            dialect,
            "--schema",
            Path.GetFullPath(schemaDirectory),
            "--cache",
            cacheFolder,
            "--timeout-seconds",
            limit.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in variables.All.Where(v => IsAllowed(v.Key)))
            start.Environment[name] = value;
        return start;
    }

    private static bool IsAllowed(string name) =>
        s_allowed.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("LC_", StringComparison.Ordinal);

    // The runtime that runs us is the one that surely works, unless it is our own copy; then the one that is installed, found as the SDK's
    // own hosts find it:
    // https://learn.microsoft.com/dotnet/core/tools/dotnet-environment-variables#dotnet_root-dotnet_rootx86-dotnet_root_x86-dotnet_root_x64
    private (string Program, string[] First) Launcher()
    {
        var file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var runtime = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd(Path.DirectorySeparatorChar);
        string?[] folders =
        [
            Path.GetFullPath(Path.Combine(runtime, "..", "..", "..")),
            variables["DOTNET_ROOT"],
            .. (variables["PATH"] ?? "").Split(Path.PathSeparator),
            "/usr/share/dotnet",
            "/usr/lib/dotnet",
            "/usr/local/share/dotnet",
        ];
        var dotnet =
            folders.Where(f => !string.IsNullOrEmpty(f)).Select(f => Path.Combine(f!, file)).FirstOrDefault(File.Exists)
            ?? throw SchemaProblems.Usage(
                "ST2107",
                file,
                "the .NET runtime that reads Schema.cs was not found",
                "install the .NET SDK 10 (https://dotnet.microsoft.com/download), or set DOTNET_ROOT to its folder"
            );
        return (dotnet, [host]);
    }
}
