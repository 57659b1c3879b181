using System.Diagnostics;
using System.Text;
using Strata.Core.Processes;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>
/// A command of a service, with all that it starts. On Unix it is in a session of its own, led by a small shell; a watcher beside it reads
/// from a pipe that only this process
/// holds, and ends the whole group when that is closed: by us, or by the kernel after a kill -9. What a command leaves running on purpose,
/// in a session of its own, stays.
/// </summary>
internal sealed class StepProcess(TimeProvider time)
{
    private const int LongestLine = 4000;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(1);

    // The command runs in the foreground: one in the background would have SIGINT ignored. A trap that does something is not inherited, one
    // that ignores is.
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

    /// <summary>The commands' program is on this machine; a line for the shell always is.</summary>
    public static bool IsThere(ServiceCommand command, string directory) =>
        command.Shell is not null || GuardedProcess.Find(command.Words[0], directory) is not null;

    /// <summary>Runs it to its end. Cancelling sends SIGINT, waits, and ends what is left.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="output">Called with each line and whether it was an error, one at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code; null where there is no such program.</returns>
    public async Task<int?> RunAsync(
        IReadOnlyList<string> words,
        string directory,
        Action<string, bool> output,
        CancellationToken cancellationToken
    )
    {
        if (GuardedProcess.Find(words[0], directory) is not { } program)
            return null;
        using var process = Start([program, .. words.Skip(1)], directory);
        var gate = new Lock();
        void Line(string text, bool error)
        {
            lock (gate)
                output(text, error);
        }

        var reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, l => Line(l, false)),
            ReadAsync(process.StandardError, l => Line(l, true))
        );
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, directory).ConfigureAwait(false);
            await DrainAsync(reading).ConfigureAwait(false);
            throw;
        }
        await DrainAsync(reading).ConfigureAwait(false);
        return process.ExitCode;
    }

    private static Process Start(string[] command, string directory)
    {
        string[] guarded = Leader(directory) is { Length: > 0 } leader
            ? [.. leader, "/bin/sh", "-c", Shell, "strata", .. command]
            : command;
        var start = new ProcessStartInfo(guarded[0], guarded[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return Process.Start(start)!;
    }

    // What makes a session: the first is on every Linux, the second on macOS. Where there is neither, the tree of processes is ended
    // instead, and a kill -9 of ours ends nothing.
    private static string[] Leader(string directory) =>
        OperatingSystem.IsWindows() ? []
        : GuardedProcess.Find("setsid", directory) is { } setsid ? [setsid]
        : GuardedProcess.Find("perl", directory) is { } perl ? [perl, "-e", "use POSIX; POSIX::setsid(); exec @ARGV"]
        : [];

    private async Task EndAsync(Process process, string directory)
    {
        if (Leader(directory).Length > 0)
        {
            await SignalAsync(process).ConfigureAwait(false);
            if (await HasEndedAsync(process).ConfigureAwait(false))
                return;
            process.StandardInput.Close();
            if (await HasEndedAsync(process).ConfigureAwait(false))
                return;
        }
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> HasEndedAsync(Process process)
    {
        using var limit = new CancellationTokenSource(s_grace, time);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task SignalAsync(Process process)
    {
        try
        {
            await process.StandardInput.WriteLineAsync("INT").ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended by itself meanwhile: nobody reads any more.
        }
    }

    // A server that the command started may keep its output open for ever.
    private async Task DrainAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(s_drain, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is var count and > 0)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (c is not ('\n' or '\r'))
                    text.Append(c);
                if ((c is '\n' or '\r' && text.Length > 0) || text.Length >= LongestLine)
                {
                    line(text.ToString());
                    text.Clear();
                }
            }
        }
        if (text.Length > 0)
            line(text.ToString());
    }
}
