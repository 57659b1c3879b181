using System.Diagnostics;
using System.Globalization;
using System.Text;
using Strata.Core.Hosting;

namespace Strata.Core.Processes;

/// <summary>
/// A child that never outlives this process, with all that it starts. On Unix it is in a session of its own, led by a small shell, so that
/// Ctrl-C at a terminal reaches us first; a watcher beside it reads from a pipe that only this process holds, and ends the whole group when
/// that is closed: by us, or by the kernel after a kill -9. A process that the child puts into another session stays.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    private static readonly string[] s_endings = ["", ".exe", ".cmd", ".bat"];

    // The command runs in the foreground: one in the background would have SIGINT ignored. A trap that does something is not inherited, one
    // that ignores is. Descriptor 3 is the pipe; the command does not get it.
    private const string Shell = """
        exec 3<&0 </dev/null
        (
          trap '' INT TERM HUP
          while read -r signal <&3; do kill -s "$signal" -- -$$; done
          kill -s TERM -- -$$
          i=0
          while [ $i -lt 50 ] && kill -0 $$ 2>/dev/null; do sleep 0.1; i=$((i+1)); done
          kill -s KILL -- -$$
        ) >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        trap 'cut=1' INT TERM HUP
        "$@"
        code=$?
        if [ -n "$cut" ]; then kill -s KILL -- -$$; fi
        kill -s KILL $watcher 2>/dev/null
        exit $code
        """;

    private readonly Process _process;
    private readonly ChildOptions _options;
    private readonly bool _isGuarded;
    private readonly Task _reading;

    private GuardedProcess(Process process, ChildOptions options, bool isGuarded, Task reading) =>
        (_process, _options, _isGuarded, _reading) = (process, options, isGuarded, reading);

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program; both of its outputs come line by line, and its input is empty.</summary>
    /// <param name="words">The program, found as a shell finds it, and its arguments: nothing in them is interpreted.</param>
    /// <param name="options">The options of the process.</param>
    /// <param name="output">Called with each line, from any thread.</param>
    /// <param name="error">The same for its standard error; null sends both to one place.</param>
    /// <returns>Null where there is no such program.</returns>
    public static GuardedProcess? Start(
        IReadOnlyList<string> words,
        ChildOptions options,
        Action<string> output,
        Action<string>? error = null
    )
    {
        if (Find(words[0], options.Directory, options.Variables) is not { } program)
            return null;
        var leader = Leader();
        string[] command = leader.Length == 0 ? [program] : [.. leader, "/bin/sh", "-c", Shell, "strata", program];
        var process = Process.Start(StartOf([.. command, .. words.Skip(1)], options))!;
        if (leader.Length == 0)
            process.StandardInput.Close();
        var reading = Task.WhenAll(
            LineReader.ReadAsync(process.StandardOutput, options.LongestLine, output),
            LineReader.ReadAsync(process.StandardError, options.LongestLine, error ?? output)
        );
        return new(process, options, leader.Length > 0, reading);
    }

    private static ProcessStartInfo StartOf(string[] command, ChildOptions options)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = options.Directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (options.Variables is { } variables)
        {
            start.Environment.Clear();
            foreach (var (name, value) in variables.All)
                start.Environment[name] = value;
        }
        if (options.Inherits is { } inherits)
            foreach (var name in start.Environment.Keys.Where(k => !inherits(k)).ToList())
                start.Environment.Remove(name);
        foreach (var (name, value) in options.Environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        return start;
    }

    // The program that makes a session: the first is on every Linux, the second on macOS. Where there is neither, the tree of processes is
    // ended instead, and a kill -9 of ours ends nothing.
    private static string[] Leader() =>
        OperatingSystem.IsWindows() ? []
        : Find("setsid", "/", null) is { } setsid ? [setsid]
        : Find("perl", "/", null) is { } perl ? [perl, "-e", "use POSIX; POSIX::setsid(); exec @ARGV"]
        : [];

    /// <summary>Waits for its end, and for the lines that it wrote before.</summary>
    public async Task ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await EndGroupAsync().ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
    }

    // The number of the group is the leader's, and no other process gets it while a member is left.
    private async Task EndGroupAsync()
    {
        if (!_isGuarded || !_options.EndsGroup)
            return;
        var group = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "kill -s KILL -- \"-$1\" 2>/dev/null", "sh", group]))!;
        await kill.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Ends it as Ctrl-C does; what is left after the grace is killed.</summary>
    public Task InterruptAsync() => EndAsync("INT");

    /// <summary>Ends it at once.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Asks it to end, and kills it after the grace.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(signal: null).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task EndAsync(string? signal)
    {
        if (_process.HasExited)
            return;
        if (_isGuarded)
        {
            if (signal is not null)
            {
                await SendAsync(signal).ConfigureAwait(false);
                if (await HasEndedAsync().ConfigureAwait(false))
                    return;
            }
            _process.StandardInput.Close();
            if (await HasEndedAsync().ConfigureAwait(false))
                return;
        }
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> HasEndedAsync()
    {
        using var limit = new CancellationTokenSource(_options.Grace, _options.Time);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await DrainAsync().ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendAsync(string signal)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(signal).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended by itself meanwhile: nobody reads any more.
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            await _reading.WaitAsync(_options.Drain, _options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }
    }

    /// <summary>The file of a name: a path from the folder, or the first in <c>PATH</c>.</summary>
    /// <param name="name">The name or path.</param>
    /// <param name="directory">The folder; null for the working directory of this process.</param>
    /// <param name="variables">Have the <c>PATH</c>; null for those of this process.</param>
    public static string? Find(string name, string? directory, EnvironmentVariables? variables)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return Runnable(directory is null ? Path.GetFullPath(name) : Path.GetFullPath(name, directory));
        var folders = ((variables ?? EnvironmentVariables.OfProcess())["PATH"] ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
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
