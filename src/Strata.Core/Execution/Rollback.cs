using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Rolls back migrations, the last one first, by their verified down-scripts.</summary>
/// <param name="target">The database.</param>
/// <param name="options">The options of the run; <see cref="RunOptions.To"/> is not one of them.</param>
/// <param name="time">For waiting and measuring.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class Rollback(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    internal IFailpoint? Failpoint { get; init; }

    /// <summary>
    /// The tags that somebody was shown and agreed to, the last one first: nothing else is rolled back. Null where nobody was asked.
    /// </summary>
    public IReadOnlyList<string>? Agreed { get; init; }

    /// <summary>Scripts that replace the down-scripts of some migrations, by tag.</summary>
    public IReadOnlyDictionary<string, SqlScript> Instead { get; init; } = ImmutableDictionary<string, SqlScript>.Empty;

    /// <summary>Rolls back the last <paramref name="steps"/> migrations, or all after number <paramref name="to"/>.</summary>
    /// <exception cref="ProblemException">ST3057, exit 3: a migration has no down-script, or the record and the folder do not fit; nothing
    /// was run. Others as for migrations.</exception>
    public async Task<RunResult> RunAsync(MigrationFolder folder, int? steps, int? to, CancellationToken cancellationToken)
    {
        folder.ThrowIfBroken();
        var started = time.GetTimestamp();
        var outcome = new RollbackOutcome(target, options, time, report);
        var result = await new Reconnection(options, time, outcome, report)
            .RunAsync(token => OnceAsync(folder, steps, to, outcome, token), cancellationToken)
            .ConfigureAwait(false);
        report(new RunFinished(result.Tags.Count, time.GetElapsedTime(started)));
        return result;
    }

    /// <summary>The migrations that would be rolled back, the last one first. Pure.</summary>
    public static ImmutableArray<Migration> Choose(MigrationFolder folder, TargetState state, string target, int? steps, int? to)
    {
        // Those rolled back before a lost connection count: the caller's number of steps is about the whole run.
        HistoryCheck.RequireForRollback(folder.Migrations, state, target);
        var applied = state.Current.Where(r => r.State == HistoryState.Applied).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        var newest = folder.Migrations.Where(m => applied.Contains(m.Tag)).Reverse();
        return [.. to is { } number ? newest.TakeWhile(m => m.Idx > number) : newest.Take(steps ?? 1)];
    }

    private async Task<RunResult> OnceAsync(
        MigrationFolder folder,
        int? steps,
        int? to,
        RollbackOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var run = new LockedRun(target, options, time, report, Failpoint);
        ImmutableArray<Migration> Chosen(TargetState s) =>
            Choose(folder, s, target.Name, steps is { } count ? count - outcome.Tags.Count : null, to);
        var state = await run.LockAsync(StampMode.Migrate, s => !Chosen(s).IsEmpty, cancellationToken).ConfigureAwait(false);
        outcome.Resume(state);
        RequireAgreed([.. outcome.Tags, .. Chosen(state).Select(m => m.Tag)]);
        var chosen = await ReadAsync(Chosen(state), cancellationToken).ConfigureAwait(false);
        foreach (var (_, down) in chosen)
            target.Group(down);
        if (run.IsLocked && !chosen.IsEmpty)
            await run.PrepareAsync(state, StampMode.Migrate, cancellationToken).ConfigureAwait(false);
        report(new Pending([.. chosen.Select(c => c.Migration.Tag)]));
        foreach (var (migration, down) in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await new RollbackRun(target, options, outcome, run, report)
                .RunAsync(migration, down, state, cancellationToken)
                .ConfigureAwait(false);
        }
        var after = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (run.IsLocked)
            await target.UnlockAsync(CancellationToken.None).ConfigureAwait(false);
        return new RunResult(outcome.Tags, HistoryCheck.Head(folder.Migrations, after)?.Tag, null);
    }

    /// <summary>Between the answer and the lock, another run may have rolled back or migrated.</summary>
    private void RequireAgreed(IReadOnlyList<string> chosen)
    {
        if (Agreed is not null && !Agreed.SequenceEqual(chosen, StringComparer.Ordinal))
            throw ExecutionProblems.ChangedMeanwhile.Error(
                target.Name,
                $"another run changed {target.Name} meanwhile: agreed to was the rollback of {Names(Agreed)}, and now it would be that of "
                    + Names(chosen),
                "nothing was run",
                $"look again, and decide anew: {Call.Strata("status")}"
            );
    }

    private static string Names(IReadOnlyList<string> tags) => tags.Count == 0 ? "no migration" : string.Join(", ", tags);

    private async Task<ImmutableArray<(Migration Migration, SqlScript Down)>> ReadAsync(
        ImmutableArray<Migration> chosen,
        CancellationToken cancellationToken
    )
    {
        var scripts = ImmutableArray.CreateBuilder<(Migration, SqlScript)>();
        foreach (var migration in chosen)
        {
            if (Instead.TryGetValue(migration.Tag, out var instead))
            {
                scripts.Add((migration, instead));
                continue;
            }
            if (!migration.HasDownScript)
            {
                throw ExecutionProblems.NoDownScript.Error(
                    migration.DownPath,
                    $"{migration.Tag} has no down-script",
                    "nothing was run",
                    "write the reversal as a new migration"
                );
            }
            var bytes = await MigrationFolder.ReadBytesAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
            scripts.Add((migration, SqlScript.Parse(SourceText.Decode(bytes, migration.DownPath), target.Syntax, allowEmpty: true)));
        }
        return scripts.ToImmutable();
    }
}
