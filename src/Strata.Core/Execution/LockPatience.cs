using Strata.Core.Problems;

namespace Strata.Core.Execution;

/// <summary>The wait of one run for locks that others hold before its first statement: it is limited once, whatever it waits for.</summary>
internal sealed class LockPatience(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(5);
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _reported = TimeSpan.MinValue;
    private int _attempt;

    private TimeSpan Waited => time.GetElapsedTime(_started);

    /// <summary>Repeats work that met a lock: a SQLite file that another process keeps locked can be neither opened nor read.</summary>
    /// <exception cref="ProblemException">The time is over: as the work said it.</exception>
    public async Task<T> TryAsync<T>(Func<Task<T>> work, string holder, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception e) when (MeansLocked(e) && Waited < options.LockWait)
            {
                await PauseAsync(holder, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the lock of runs is taken.</summary>
    /// <exception cref="ProblemException">Another run holds it for too long (ST0601, exit 6).</exception>
    public async Task LockAsync(CancellationToken cancellationToken)
    {
        while (!await target.TryLockAsync(cancellationToken).ConfigureAwait(false))
        {
            var holder = await target.DescribeHolderAsync(cancellationToken).ConfigureAwait(false);
            if (Waited >= options.LockWait)
                throw ExecutionProblems.LockHeld.Error(
                    target.Name,
                    $"another run holds the lock: {holder}",
                    $"nothing was run; waited {Waited.TotalSeconds:F0} s",
                    "wait for it to end, or wait longer: --lock-wait 30m (the lock ends with its connection; there is no stale one)"
                );
            await PauseAsync(holder, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(string holder, CancellationToken cancellationToken)
    {
        if (_reported == TimeSpan.MinValue || Waited - _reported >= s_report)
        {
            _reported = Waited;
            report(new WaitingForLock(holder, _reported));
        }
        var delay = TimeSpan.FromMilliseconds(Math.Min(1000, 50 << Math.Min(_attempt++, 5)));
        await Task.Delay(Backoff.Jitter(delay), time, cancellationToken).ConfigureAwait(false);
    }

    private static bool MeansLocked(Exception e) =>
        e is ProblemException { Kind: ProblemKind.LockBusy } or StatementException { Kind: FailureKind.LockTimeout };
}
