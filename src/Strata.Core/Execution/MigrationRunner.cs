using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>Brings a database to the head of a folder of migrations. It knows no dialect and no kind of object.</summary>
/// <param name="target">The database.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">For waiting and measuring.</param>
/// <param name="report">Called with each event, in order, from one thread at a time.</param>
public sealed class MigrationRunner(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    /// <summary>Ends the process where a test wants it.</summary>
    internal IFailpoint? Failpoint { get; init; }

    /// <summary>
    /// Reads the live schema at the end of a run that changed it, and returns its fingerprint where the migrations up to the given tag lead
    /// to it. Null leaves the result unverified: the next run verifies again.
    /// </summary>
    public Func<DbConnection, string, CancellationToken, Task<string?>>? Fingerprint { get; init; }

    /// <summary>
    /// Sees the database, its record and what is pending before the lock is taken, or where none is needed. It must change nothing; a
    /// failure of a statement is met as one of the run.
    /// </summary>
    public Func<DbConnection, TargetState, ImmutableArray<PendingMigration>, CancellationToken, Task>? Before { get; init; }

    /// <summary>Sees the migrations that are going to run, under the lock and before anything is written; it throws to stop.</summary>
    public Action<ImmutableArray<PendingMigration>>? Approve { get; init; }

    /// <summary>The migrations that <see cref="MigrateAsync"/> would run now. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="MigrateAsync"/>, for everything that is found out before the first
    /// statement.</exception>
    public async Task<ImmutableArray<PendingMigration>> PendingAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        folder.ThrowIfBroken();
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        StampCheck.Require(state.Stamp, options.Environment, StampMode.Migrate, target.Name);
        return Check(folder, state);
    }

    /// <summary>Runs the pending migrations, and resumes where an interrupted run stopped.</summary>
    /// <exception cref="ProblemException">
    /// Exit 3 when folder and record do not fit (nothing was run), 6 when another run holds the lock, 7 when a migration failed and left
    /// nothing, 8 when it failed half-way and can be resumed, 9 when the stamp forbids it, 11 and 12 when the server cannot be reached or
    /// used, 14 when the outcome of a COMMIT is not known, 130 when cancelled.
    /// </exception>
    public async Task<RunResult> MigrateAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        folder.ThrowIfBroken();
        foreach (var note in folder.Notes)
            report(new Note(note));
        var started = time.GetTimestamp();
        var outcome = new MigrationOutcome(target, options, time, report, folder);
        var result = await new Reconnection(options, time, outcome, report)
            .RunAsync(token => OnceAsync(folder, outcome, token), cancellationToken)
            .ConfigureAwait(false);
        report(new RunFinished(result.Tags.Count, time.GetElapsedTime(started)));
        return result;
    }

    private ImmutableArray<PendingMigration> Check(MigrationFolder folder, TargetState state) =>
        HistoryCheck.Compare(folder.Migrations, state, target.Name, options.To, options.OutOfOrder);

    /// <summary>A run that ended between its last statement and its verification leaves a head without a fingerprint.</summary>
    private bool Unverified(MigrationFolder folder, TargetState state) =>
        Fingerprint is not null && HistoryCheck.Head(folder.Migrations, state) is { Fingerprint: null };

    private async Task<RunResult> OnceAsync(MigrationFolder folder, MigrationOutcome outcome, CancellationToken cancellationToken)
    {
        var locked = new LockedRun(target, options, time, report, Failpoint) { Seen = SeenAsync };
        ImmutableArray<PendingMigration> pending = [];
        bool Writes(TargetState s) => !(pending = Check(folder, s)).IsEmpty || s.Stamp is null || Unverified(folder, s);
        var state = await locked.LockAsync(StampMode.Migrate, Writes, cancellationToken).ConfigureAwait(false);
        var last = HistoryCheck.Head(folder.Migrations, state);
        outcome.Resume(state, last?.Tag);
        if (locked.IsLocked && Writes(state))
        {
            Approve?.Invoke(pending);
            RequireRunnable(pending);
            await locked.PrepareAsync(state, StampMode.Migrate, cancellationToken).ConfigureAwait(false);
        }
        report(new Pending([.. pending.Select(p => p.Migration.Tag)]));
        var run = new MigrationRun(target, options, outcome, locked, report);
        var head = await AllAsync(run, pending, state, last?.Tag, outcome, cancellationToken).ConfigureAwait(false);
        var fingerprint = pending.IsEmpty ? last?.Fingerprint : null;
        if (Fingerprint is not null && head is not null && (!pending.IsEmpty || Unverified(folder, state)))
        {
            outcome.IsVerifying = true;
            fingerprint = await target.UseAsync((c, token) => Fingerprint(c, head, token), cancellationToken).ConfigureAwait(false);
            if (fingerprint is not null)
                await outcome.Transactions.RecordAsync([new SaveFingerprint(head, fingerprint)], cancellationToken).ConfigureAwait(false);
        }
        if (locked.IsLocked)
            await target.UnlockAsync(CancellationToken.None).ConfigureAwait(false);
        return new RunResult(outcome.Applied, head, fingerprint);

        Task SeenAsync(TargetState seen, CancellationToken token) => BeforeAsync(seen, Check(folder, seen), token);
    }

    private async Task BeforeAsync(TargetState state, ImmutableArray<PendingMigration> pending, CancellationToken cancellationToken)
    {
        if (Before is not { } before)
            return;
        async Task<bool> LookAsync(DbConnection connection, CancellationToken token)
        {
            await before(connection, state, pending, token).ConfigureAwait(false);
            return true;
        }
        await target.UseAsync(LookAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A statement that cannot be run here is found before the first one is, of whatever migration.</summary>
    private void RequireRunnable(ImmutableArray<PendingMigration> pending)
    {
        foreach (var migration in pending.Where(p => !p.Record).Select(p => p.Migration))
            target.Group(migration.Script);
    }

    /// <summary>Runs the pending migrations.</summary>
    /// <returns>The head after them.</returns>
    private async Task<string?> AllAsync(
        MigrationRun run,
        ImmutableArray<PendingMigration> pending,
        TargetState state,
        string? head,
        MigrationOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < pending.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (migration, overtaken) = (pending[i].Migration, pending[i].Overtaken);
            if (overtaken is not null)
                report(new RunsOutOfOrder(migration.Tag, overtaken));
            outcome.Begin(migration, pending[i].Done);
            await run.RunAsync(pending[i], state.Steps, last: i == pending.Length - 1, cancellationToken).ConfigureAwait(false);
            outcome.End(pending[i].Record ? HistoryKind.Squash : HistoryKind.Migrate);
            if (overtaken is null)
                head = migration.Tag;
        }
        return head;
    }
}
