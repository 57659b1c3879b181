using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Runs the down-script of one migration. An interrupted one is resumed where its steps say.</summary>
internal sealed class RollbackRun(
    IMigrationTarget target,
    RunOptions options,
    RollbackOutcome outcome,
    LockedRun run,
    Action<RunEvent> report
)
{
    private readonly StatementExecutor _executor = new(target, options, outcome, run, report);

    /// <exception cref="ProblemException">ST3081, exit 3: the down-script was edited after a part of it was run.</exception>
    public async Task RunAsync(Migration migration, SqlScript down, TargetState state, CancellationToken cancellationToken)
    {
        var (progress, steps) = (new RollbackProgress(migration, down), state.Steps);
        RequireUnedited(migration, progress, steps);
        var done = RollbackOutcome.Done(state, migration);
        outcome.Begin(migration, down);
        if (progress.Renumber(steps) is { IsEmpty: false } moved)
            await outcome.Transactions.RecordAsync(moved, cancellationToken).ConfigureAwait(false);
        if (down.Statements.Length == done)
            await outcome.Transactions.RecordAsync([.. SaveRollback.Of(migration)], cancellationToken).ConfigureAwait(false);
        foreach (var group in target.Group(down))
        {
            ImmutableArray<SqlStatement> left = [.. group.Statements.Where(s => s.Number > done)];
            while (!left.IsEmpty && progress.NextAlone(group, left, steps) is { } alone)
            {
                if (alone != left[0])
                    await TogetherAsync(progress, [.. left.TakeWhile(s => s != alone)], cancellationToken).ConfigureAwait(false);
                await AloneAsync(progress, alone, steps, cancellationToken).ConfigureAwait(false);
                left = [.. left.Where(s => s.Number > alone.Number)];
            }
            if (!left.IsEmpty)
                await TogetherAsync(progress, left, cancellationToken).ConfigureAwait(false);
        }
        outcome.End();
    }

    /// <summary>A repair has decided on what was interrupted; what was completed stands where it stood.</summary>
    private void RequireUnedited(Migration migration, RollbackProgress progress, IReadOnlyList<StepRow> steps)
    {
        var lost = SentStatements.Moved(progress.Script, progress.Tag, steps);
        if (!outcome.IsPartial)
            lost = lost.Concat(SentStatements.Missing(progress.Script, progress.Tag, steps));
        if (lost.FirstOrDefault() is { } step)
            throw new HistoryProblems(target.Name).SentMissing(
                progress.Script.Source.FileName,
                $"the down-script of {migration.Tag}",
                step
            );
    }

    private async Task AloneAsync(
        RollbackProgress progress,
        SqlStatement statement,
        IReadOnlyList<StepRow> steps,
        CancellationToken cancellationToken
    )
    {
        var work = new LoneStatement(progress.Tag.ToString(), statement, progress.Script.Statements.Length)
        {
            Progress = progress,
            Left = progress.StepOf(statement, steps),
            SkipsDone = outcome.IsPartial,
            Advice = "check in the database that it had its effect; if it did not, write a migration that repeats it",
        };
        await _executor.RunAsync(work, cancellationToken).ConfigureAwait(false);
        await run.HitAsync($"down:{progress.Tag.Migration}:{statement.Number}", cancellationToken).ConfigureAwait(false);
    }

    private async Task TogetherAsync(
        RollbackProgress progress,
        ImmutableArray<SqlStatement> statements,
        CancellationToken cancellationToken
    )
    {
        var unit = new TransactionUnit(statements, [.. progress.Through(statements[^1])])
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
            Rebuilds = [.. progress.Script.Rebuilds],
        };
        await outcome
            .Transactions.RunAsync(
                progress.Tag.ToString(),
                unit,
                progress.Script.Statements.Length,
                before: statements[0].Number - 1,
                cancellationToken
            )
            .ConfigureAwait(false);
        await run.HitAsync($"down:{progress.Tag.Migration}:{statements[^1].Number}", cancellationToken).ConfigureAwait(false);
    }
}
