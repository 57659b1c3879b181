using System.Diagnostics;
using System.Globalization;
using Strata.Core.Hosting;
using Strata.Core.Processes;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>
/// The words before those of the program that runs the user's code. Where the kernel lets us, it is in a process namespace of its own
/// (https://man7.org/linux/man-pages/man7/pid_namespaces.7.html): it sees no process but its own, so neither our variables nor those of
/// the shell that started us, and all that it has started ends with it. Each of its processes has a limit of memory.
/// </summary>
/// <param name="Words">Program and arguments; the command follows.</param>
/// <param name="IsNamespace">True when it has a namespace of its own; else it is the leader of a session only.</param>
internal sealed record HostIsolation(IReadOnlyList<string> Words, bool IsNamespace)
{
    // Private writable memory, of which the compiler's and the runtime's own is a part; KiB. The shell stays the first process of the
    // namespace, which obeys no signal: one that ends the schema's process must be seen as its end.
    private const string Limited = """
        ulimit -d "$1" 2>/dev/null || :
        shift
        "$@"
        exit $?
        """;

    private const long KibibytesPerMebibyte = 1024;

    // A namespace of users gives the right to make one of processes, to whom is not root.
    private static readonly string[][] s_namespaces =
    [
        ["--pid", "--fork", "--kill-child", "--mount-proc", "--"],
        ["--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc", "--"],
    ];

    /// <summary>The best that this machine offers.</summary>
    /// <param name="mebibytes">The limit of memory.</param>
    /// <param name="variables">Say where programs are.</param>
    public static HostIsolation Of(int mebibytes, EnvironmentVariables variables)
    {
        if (OperatingSystem.IsWindows())
            return new([], IsNamespace: false);
        var limit = (mebibytes * KibibytesPerMebibyte).ToString(CultureInfo.InvariantCulture);
        string[] limited = ["/bin/sh", "-c", Limited, "strata", limit];
        var program = OperatingSystem.IsLinux() ? GuardedProcess.Find("unshare", "/", variables) : null;
        var space = program is null ? null : s_namespaces.Select(n => (string[])[program, .. n]).FirstOrDefault(Works);
        return new([.. space ?? [], .. limited], space is not null);
    }

    private static bool Works(string[] words)
    {
        using var trial = Process.Start(
            new ProcessStartInfo(words[0], [.. words[1..], "/bin/sh", "-c", "test $$ = 1 && test -d /proc/1"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        trial.WaitForExit();
        return trial.ExitCode == 0;
    }
}
