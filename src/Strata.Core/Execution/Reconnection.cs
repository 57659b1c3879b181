using Strata.Core.Problems;

namespace Strata.Core.Execution;

/// <summary>
/// Begins a run again when its connection was lost or another run overtook it. The lock waits for the statement that the lost connection
/// still runs on the server, and the record read under it shows whether a COMMIT whose answer was lost has happened.
/// </summary>
internal sealed class Reconnection(RunOptions options, TimeProvider time, RunOutcome outcome, Action<RunEvent> report)
{
    private const int MaximumOvertaken = 1000;
    private const int MaximumLosses = 10;

    /// <exception cref="ProblemException">It stopped, with the account of <see cref="RunOutcome"/>.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken) =>
        outcome.OfAsync(() => RepeatAsync(once, cancellationToken), cancellationToken);

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken)
    {
        StatementException? lost = null;
        long since = 0;
        var losses = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await once(cancellationToken).ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Kind == FailureKind.Superseded && attempt < MaximumOvertaken)
            {
                lost = null;
                outcome.GiveUp();
            }
            catch (StatementException e)
                when (e.Kind == FailureKind.Lost && !cancellationToken.IsCancellationRequested && ++losses <= MaximumLosses)
            {
                // The time counts from the last sign of life.
                lost = e;
                since = time.GetTimestamp();
                await PauseAsync(e.Message, attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (ProblemException e) when (e.Kind is ProblemKind.NoConnection && lost is not null)
            {
                if (time.GetElapsedTime(since) > options.ReconnectFor)
                    throw lost;
                await PauseAsync(e.Problem.What, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(string reason, int attempt, CancellationToken cancellationToken)
    {
        var delay = Backoff.Jitter(TimeSpan.FromMilliseconds(Math.Min(5000, 100 << Math.Min(attempt, 6))));
        report(new Reconnecting(reason, attempt, delay));
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
    }
}
