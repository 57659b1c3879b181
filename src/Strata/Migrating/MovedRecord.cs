using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Migrating;

/// <summary>
/// Carries the record of migrations that were moved after they were run here, as <c>rebase</c> moves them, over to their new names. Nothing
/// is run: that the order made no difference is proven in shadow databases first. For open databases; what ran on another stays in place.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="folder">The migrations.</param>
internal sealed class MovedRecord(Workspace workspace, MigrationFolder folder)
{
    private sealed record Move(HistoryRow Row, Migration Migration);

    /// <summary>The problem on a database that is not open: its record stays, and the file gets its name back.</summary>
    public static ProblemException Kept(ProblemException met)
    {
        var back = met.Problem.Next.Parts.OfType<RemedyProgram>().Single();
        return new(met.Problem with { Next = $"name it back, in the journal too: {Call.Program([.. back.Words])}" }, met);
    }

    /// <summary>Carries the record over.</summary>
    /// <exception cref="ProblemException">The order does make a difference, or that cannot be proven (the problem that was met, exit 3); or
    /// the record could not be written (exit 6, 7, 11).</exception>
    public async Task CarryOverAsync(ProblemException met, RunOptions options, CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var seen = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        var moves = Moves(seen);
        if (await RefusalAsync(seen, moves, cancellationToken).ConfigureAwait(false) is { } why)
            throw new ProblemException(
                met.Problem with
                {
                    What = $"{met.Problem.What}, and its record cannot be carried over: {why}",
                    Next = $"name it back, in the journal too; or rebuild the database, its rows are lost: {Call.Strata("reset")}",
                },
                met
            );
        await new HistoryEditor(target, options, workspace.Host.Time, workspace.Progress.Report)
            .EditAsync((state, _) => Task.FromResult(Rows(state)), StampMode.Migrate, cancellationToken)
            .ConfigureAwait(false);
        var names = moves.Select(m => $"{m.Row.Tag} is {m.Migration.Tag} now");
        workspace.Progress.Note($"moved after it was run here, with the same effect in its new place: {string.Join(", ", names)}");
    }

    /// <summary>The rows that no migration has the name of, each with the one that has its statements.</summary>
    private List<Move> Moves(TargetState state)
    {
        var known = folder.Migrations.Select(m => m.Tag).ToHashSet(StringComparer.Ordinal);
        var rows = state.Current.Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from row in state.Current
            where !known.Contains(row.Tag) && row.State == HistoryState.Applied
            let migration = folder.Migrations.FirstOrDefault(m => m.Hash == row.Hash && !rows.Contains(m.Tag))
            where migration is not null
            select new Move(row, migration),
        ];
    }

    private async Task<string?> RefusalAsync(TargetState state, List<Move> moves, CancellationToken cancellationToken)
    {
        var byTag = folder.Migrations.ToDictionary(m => m.Tag, StringComparer.Ordinal);
        List<Migration> ran = [];
        foreach (var row in state.Current)
        {
            if ((byTag.GetValueOrDefault(row.Tag) ?? moves.Find(m => m.Row == row)?.Migration) is not { } migration)
                return $"{row.Tag} is in the history and not in the folder";
            if (row.State != HistoryState.Applied)
                return $"{row.Tag} is not applied as a whole";
            ran.Add(migration);
        }
        var pending = folder.Migrations.Except(ran).ToList();
        var last = moves.Max(m => m.Migration.Idx);
        var overtaken = pending.Where(m => m.Idx < last).ToList();
        if (moves.Exists(m => ChangesRows(m.Migration)) && overtaken.Exists(ChangesRows))
            return "it changes rows, and so does one that comes before it now: a comparison of schemas does not show what their order did";
        try
        {
            return await DifferenceAsync([.. ran, .. pending], cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind != ProblemKind.Interrupted)
        {
            return e.Problem.What;
        }
    }

    /// <summary>Describes what differs where the migrations run in the database's order; null for nothing.</summary>
    private async Task<string?> DifferenceAsync(IReadOnlyList<Migration> order, CancellationToken cancellationToken)
    {
        var replay = new Replay(workspace);
        var other = MigrationFolder.Of(folder.Path, workspace.Dialect.Name, order.Select(m => (m.Entry, m.Script)));
        var wanted = await replay.ReportedAsync(folder, null, cancellationToken).ConfigureAwait(false);
        var reached = await replay.ReportedAsync(other, null, cancellationToken).ConfigureAwait(false);
        var differences = Prover.Differences(reached, workspace.Dialect.Align(wanted, reached));
        return differences.Count == 0 ? null : $"run in this database's order, {string.Join("; ", differences.Take(5))}";
    }

    private static bool ChangesRows(Migration migration) => migration.Script.Statements.Any(RowEffects.MayChange);

    /// <summary>Under the lock: the rows as they are there. The old ones stay, as what no longer counts.</summary>
    private ImmutableArray<Bookkeeping> Rows(TargetState state) =>
        [
            .. Moves(state)
                .SelectMany(m =>
                    (Bookkeeping[])
                        [
                            new SaveRollback(m.Row.Tag)
                            {
                                Why = $"nothing was undone: it was moved to {m.Migration.Tag}, which has its record",
                                Seen = m.Row,
                            },
                            new SaveHistory(
                                m.Row with
                                {
                                    Idx = m.Migration.Idx,
                                    Tag = m.Migration.Tag,
                                    Parent = m.Migration.Parent,
                                    Fingerprint = null,
                                }
                            ),
                        ]
                ),
        ];
}
