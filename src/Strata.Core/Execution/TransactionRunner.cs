using System.Collections.Immutable;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>
/// Runs transactions, and repeats whole ones that met a lock or a conflict: a transaction that was rolled back can always be tried again.
/// </summary>
internal sealed class TransactionRunner(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    private const int MaximumConflicts = 5;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <exception cref="StatementException">It failed for good.</exception>
    /// <param name="tag">The name of the work in events.</param>
    /// <param name="unit">The transaction.</param>
    /// <param name="total">Statements of the whole work.</param>
    /// <param name="before">Statements of the work that stand before the transaction's first.</param>
    /// <param name="cancellationToken">Cancels, and rolls back.</param>
    public async Task RunAsync(string tag, TransactionUnit unit, int total, int before, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await target
                    .RunAsync(
                        unit,
                        s => report(new StatementCompleted(tag, before + unit.Statements.IndexOf(s) + 1, total, s.Summary())),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                return;
            }
            catch (StatementException e) when (MayRepeat(e.Kind, attempt, time.GetElapsedTime(started)))
            {
                var delay = Delay(attempt);
                report(new Retrying(tag, $"{e.Message} [{e.Code}]", attempt, delay));
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Changes the record in a transaction of its own.</summary>
    public Task RecordAsync(ImmutableArray<Bookkeeping> bookkeeping, CancellationToken cancellationToken) =>
        RunAsync("", new TransactionUnit([], bookkeeping), 0, 0, cancellationToken);

    private bool MayRepeat(FailureKind kind, int attempt, TimeSpan elapsed) =>
        kind == FailureKind.LockTimeout ? elapsed < options.LockRetry : kind == FailureKind.Conflict && attempt < MaximumConflicts;

    // A pause of several times the lock timeout leaves the table to its users for most of the time.
    private TimeSpan Delay(int attempt)
    {
        var delay = options.LockTimeout * 3 * Math.Pow(2, Math.Min(attempt - 1, 6));
        return Backoff.Jitter(delay < s_longest ? delay : s_longest);
    }
}
