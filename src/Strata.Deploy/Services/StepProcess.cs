using Strata.Core.Hosting;
using Strata.Core.Processes;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>A command of a service, with all that it starts. What it leaves running on purpose, in a session of its own, stays.</summary>
/// <param name="variables">The variables that it gets.</param>
/// <param name="time">Waits.</param>
internal sealed class StepProcess(EnvironmentVariables variables, TimeProvider time)
{
    private const int LongestLine = 4000;

    // A server that the command started may keep its output open for ever.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(1);

    /// <summary>The commands' program is on this machine; a line for the shell always is.</summary>
    public bool IsThere(ServiceCommand command, string directory) =>
        command.Shell is not null || GuardedProcess.Find(command.Words[0], directory, variables) is not null;

    /// <summary>Runs it to its end. Cancelling sends SIGINT, waits, and ends what is left.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="directory">Its working directory.</param>
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
        var gate = new Lock();
        void Line(string text, bool error)
        {
            if (text.Length == 0)
                return;
            lock (gate)
                output(text, error);
        }

        var options = new ChildOptions
        {
            Directory = directory,
            Variables = variables,
            Drain = s_drain,
            LongestLine = LongestLine,
            Time = time,
        };
        if (GuardedProcess.Start(words, options, l => Line(l, false), l => Line(l, true)) is not { } process)
            return null;
        await using (process.ConfigureAwait(false))
        {
            try
            {
                await process.ExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await process.InterruptAsync().ConfigureAwait(false);
                throw;
            }
            return process.ExitCode;
        }
    }
}
