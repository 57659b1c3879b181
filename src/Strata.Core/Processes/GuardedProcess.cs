using System.Diagnostics;

namespace Strata.Core.Processes;

/// <summary>
/// A child that never outlives this process, however it ends. On Unix a small shell stands between: it reads from a pipe that only this
/// process holds, and when that
/// is closed, by us or by the kernel after a kill -9, it ends the child. The child is in a session of its own where the system can do that,
/// so that Ctrl-C at
/// a terminal reaches us first and not what we still need.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private static readonly string[] s_endings = ["", ".exe", ".cmd", ".bat"];
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    // Descriptor 3 is the pipe; the child does not get it. The watcher's own end does not matter to anybody: it is a child of the shell
    // that is waited for.
    private const string Shell = """
        exec 3<&0
        "$@" 3<&- </dev/null &
        child=$!
        trap 'kill -TERM $child 2>/dev/null' TERM HUP
        trap '' INT
        (
          trap '' INT
          while read -r _ <&3; do :; done
          kill -TERM $child 2>/dev/null
          i=0
          while [ $i -lt 40 ] && kill -0 $child 2>/dev/null; do sleep 0.1; i=$((i+1)); done
          kill -KILL $child 2>/dev/null
        ) >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        wait $child
        code=$?
        kill -KILL $watcher 2>/dev/null
        exit $code
        """;

    private readonly Process _process;

    private GuardedProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public Task ExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Starts a program; both of its outputs come line by line.</summary>
    /// <param name="words">The program, found as a shell finds it, and its arguments: nothing in them is interpreted.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="output">Called with each line, from any thread.</param>
    /// <param name="error">The same for its standard error; null sends both to one place.</param>
    /// <param name="change">Variables to add to its environment, or (null) to take away.</param>
    /// <returns>Null where there is no such program.</returns>
    public static GuardedProcess? Start(
        IReadOnlyList<string> words,
        string directory,
        Action<string> output,
        Action<string>? error = null,
        IReadOnlyDictionary<string, string?>? change = null
    )
    {
        if (Find(words[0], directory) is not { } program)
            return null;
        var start = new ProcessStartInfo
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in change ?? new Dictionary<string, string?>())
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        string[] command =
            OperatingSystem.IsWindows() ? [program]
            : Find("setsid", directory) is { } setsid ? [setsid, "/bin/sh", "-c", Shell, "strata", program]
            : ["/bin/sh", "-c", Shell, "strata", program];
        start.FileName = command[0];
        foreach (var word in command.Skip(1).Concat(words.Skip(1)))
            start.ArgumentList.Add(word);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line)
                output(line);
        };
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is { } line)
                (error ?? output)(line);
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Ends it and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows())
                _process.Kill(entireProcessTree: true);
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(s_grace + s_grace);
            try
            {
                await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        _process.Dispose();
    }

    /// <summary>The file a name stands for: a path from the folder, or the first in <c>PATH</c>.</summary>
    public static string? Find(string name, string directory)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return Runnable(Path.GetFullPath(name, directory));
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(f => Runnable(Path.Combine(f, name))).FirstOrDefault(f => f is not null);
    }

    private static string? Runnable(string path)
    {
        if (OperatingSystem.IsWindows())
            return s_endings.Select(e => path + e).FirstOrDefault(File.Exists);
        return
            File.Exists(path)
            && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0
            ? path
            : null;
    }
}
