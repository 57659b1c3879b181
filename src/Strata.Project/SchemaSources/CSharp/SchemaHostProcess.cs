using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Processes;

namespace Strata.Project.SchemaSources.CSharp;

/// <param name="ExitCode">Null when the process was killed at the time limit.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record HostEnd(int? ExitCode, string Output, string Error);

/// <summary>The process that runs the user's code: an environment without secrets, a time limit, and an end to all its children.</summary>
/// <param name="host">strata-schema-host.dll.</param>
/// <param name="variables">Those that cannot hold a secret are passed on.</param>
/// <param name="time">Measures the time limit.</param>
/// <param name="memory">The limit of memory, in MiB.</param>
internal sealed class SchemaHostProcess(string host, EnvironmentVariables variables, TimeProvider time, int memory)
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
            ?? throw SchemaHostResult.Refuse(
                SchemaProblems.NoHost,
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
        var (output, error) = (new StringBuilder(), new StringBuilder());
        var isolation = HostIsolation.Of(memory, variables);
        using var hidden = isolation.IsNamespace ? null : HiddenProcess.Hide();
        var process =
            GuardedProcess.Start(
                [.. isolation.Words, .. Words(schemaDirectory, dialect, cacheFolder, limit)],
                Options,
                l => output.Append(l).Append('\n'),
                l => error.Append(l).Append('\n')
            ) ?? throw new FileNotFoundException(host);
        await using (process.ConfigureAwait(false))
        {
            using var deadline = new CancellationTokenSource(limit + s_grace, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            try
            {
                await process.ExitAsync(either.Token).ConfigureAwait(false);
                return new(process.ExitCode, output.ToString(), error.ToString());
            }
            catch (OperationCanceledException)
            {
                await process.KillAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                return new(null, "", "");
            }
        }
    }

    private ChildOptions Options =>
        new()
        {
            Variables = variables,
            Inherits = IsAllowed,
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = HeapLimit },
            EndsGroup = true,
        };

    // Hexadecimal bytes: https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector#heap-hard-limit.
    // A part of the limit of the process, so that it is the schema's allocation that fails, with a message, and not one of the runtime's.
    private string HeapLimit => (memory * BytesPerMebibyte / 4).ToString("x", CultureInfo.InvariantCulture);

    private const long BytesPerMebibyte = 1L << 20;

    private string[] Words(string schemaDirectory, string dialect, string cacheFolder, TimeSpan limit)
    {
        var (program, first) = Launcher();
        return
        [
            program,
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
            ?? throw SchemaHostResult.Refuse(
                SchemaProblems.NoRuntime,
                file,
                "the .NET runtime that reads Schema.cs was not found",
                "install the .NET SDK 10 (https://dotnet.microsoft.com/download), or set DOTNET_ROOT to its folder"
            );
        return (dotnet, [host]);
    }
}
