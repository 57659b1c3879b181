using System.Collections.Immutable;
using System.Diagnostics;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Examining;
using Strata.Project.Workspaces;

namespace Strata.Repairing;

/// <summary>
/// Carries a repair out. Every row of the history stays: one that no longer counts becomes a rolled back one, with who decided that and
/// why.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class RepairExecutor(Workspace workspace)
{
    private const string Unchanged = "nothing was changed";
    private readonly RunOptions _options = workspace.RunOptions();

    /// <exception cref="ProblemException">The evidence does not allow it (ST9036 to ST9038), or is outdated (ST9039): exit 9.</exception>
    public Task RunAsync(RepairFinding finding, RepairAction action, CancellationToken cancellationToken)
    {
        var refusal = RepairOptions.Of(action, finding).Refusal;
        return action switch
        {
            RepairAction.Mark mark => MarkAsync(finding, mark, cancellationToken),
            RepairAction.AcceptEdit => AcceptAsync(finding, refusal, cancellationToken),
            RepairAction.Undo or RepairAction.Rerun => UndoAsync(finding, refusal, cancellationToken),
            _ => throw new UnreachableException(action.GetType().Name),
        };
    }

    private async Task MarkAsync(RepairFinding finding, RepairAction.Mark mark, CancellationToken cancellationToken)
    {
        Require(RepairProblems.MarkContradicted, finding, RepairOptions.Of(mark, finding).Refusal);
        var why =
            $"marked {mark.Word} by {_options.Run.By}@{_options.Run.Host} in a repair: the database is what the "
            + $"migrations lead to {(mark.IsApplied ? "with" : "without")} it";
        var wanted = mark.IsApplied ? finding.Catalog!.With! : finding.Catalog!.Without!;
        await WriteAsync(finding, wanted, why, mark.IsApplied, cancellationToken).ConfigureAwait(false);
    }

    private async Task AcceptAsync(RepairFinding finding, string? refusal, CancellationToken cancellationToken)
    {
        Require(RepairProblems.EditContradicted, finding, refusal);
        var why =
            $"the edit was accepted by {_options.Run.By}@{_options.Run.Host} in a repair: the database is what the "
            + $"edited file leads to; its hash is now {finding.Migration!.Hash}";
        await WriteAsync(finding, finding.Catalog!.With!, why, applied: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task UndoAsync(RepairFinding finding, string? refusal, CancellationToken cancellationToken)
    {
        Require(RepairProblems.UndoUnfit, finding, refusal);
        if (finding.Catalog!.FromWithout is [])
        {
            await MarkAsync(finding, new(finding.Tag, RepairMark.RolledBack), cancellationToken).ConfigureAwait(false);
            return;
        }
        var migration = finding.Migration!;
        await new CommittedFiles(workspace).RequireAsync(workspace.Migrations.Path, [migration], cancellationToken).ConfigureAwait(false);
        var down = SqlScript.Parse(
            await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false),
            workspace.Dialect.Syntax,
            migration.DownPath,
            allowEmpty: true
        );
        await ProveAsync(finding, down, cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await new PartialRollback(target, _options, workspace.Host.Time, workspace.Progress.Report)
            .RunAsync(migration, down, StampMode.Migrate, state => RequireSame(state, finding), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Runs the down-script on a copy of the live schema, by the executor that will run it: it must lead to the state without the
    /// migration.
    /// </summary>
    private async Task ProveAsync(RepairFinding finding, SqlScript down, CancellationToken cancellationToken)
    {
        var (migration, catalog) = (finding.Migration!, finding.Catalog!);
        string why;
        try
        {
            var shadow = await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var shadowScope = shadow.ConfigureAwait(false);
            await new ShadowRunner(workspace.Dialect).BuildAsync(shadow.Connection, catalog.Live, cancellationToken).ConfigureAwait(false);
            var target = workspace.Provider.Target(shadow.ConnectionString);
            await using var targetScope = target.ConfigureAwait(false);
            await new PartialRollback(target, new RunOptions(), workspace.Host.Time, _ => { })
                .RunAsync(migration, down, null, _ => { }, cancellationToken)
                .ConfigureAwait(false);
            var reached = await workspace.Dialect.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
            var differences = await workspace.Scope.CompareAsync(reached, catalog.Without!, cancellationToken).ConfigureAwait(false);
            if (differences.Count == 0)
                return;
            why = $"run on a copy of the database, it does not lead to the state before: {RepairOptions.Some(differences)}";
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial or ProblemKind.Refused)
        {
            why = $"on a shadow copy of the database, {e.Problem.What}";
        }
        var mark = new RepairAction.Mark(finding.Tag, RepairMark.RolledBack);
        throw RepairProblems.UndoUnfit.Error(
            migration.DownPath,
            $"the down-script of {finding.Tag} does not fit the database: {why}",
            Unchanged,
            $"bring the database by hand to the state before, then: {mark.ToRemedy(finding.Tag)}"
        );
    }

    private async Task WriteAsync(RepairFinding finding, Catalog wanted, string why, bool applied, CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await new HistoryEditor(target, _options, workspace.Host.Time, workspace.Progress.Report)
            .EditAsync(
                async (state, ct) =>
                {
                    RequireSame(state, finding);
                    var fingerprint = await RequireEqualAsync(target, finding, wanted, ct).ConfigureAwait(false);
                    return Rows(finding, why, applied ? fingerprint : null);
                },
                StampMode.Migrate,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Compares once more under the lock: the evidence is of a moment before.</summary>
    private async Task<string> RequireEqualAsync(
        IMigrationTarget target,
        RepairFinding finding,
        Catalog wanted,
        CancellationToken cancellationToken
    )
    {
        var live = workspace.Scope.Managed(
            await workspace.Scope.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false),
            new Catalog(finding.Catalog!.Live.Objects.Values.UnionBy(wanted.Objects.Values, o => o.Id), [])
        );
        if (await workspace.Scope.CompareAsync(live, wanted, cancellationToken).ConfigureAwait(false) is [_, ..] differences)
            throw Outdated(target.Name, $"the database was changed meanwhile: {RepairOptions.Some(differences)}");
        return workspace.Migrations.Fingerprint(live);
    }

    private ImmutableArray<Bookkeeping> Rows(RepairFinding finding, string why, string? fingerprint)
    {
        var rolledBack = new SaveRollback(finding.Tag) { Why = why, Seen = finding.Row };
        if (fingerprint is null)
            return [rolledBack];
        // "Had the schema already, and that was proven" is what a baseline is: nobody has seen its statements run to the end.
        var migration = finding.Migration!;
        var row = HistoryRow.Of(migration, HistoryState.Applied, migration.Script.Statements.Length, _options.Run);
        return [rolledBack, new SaveHistory(row with { Kind = HistoryKind.Baseline, Fingerprint = fingerprint, Error = why })];
    }

    private static void RequireSame(TargetState state, RepairFinding finding)
    {
        var row = state.Current.FirstOrDefault(r => r.Tag == finding.Tag);
        if (row is null || (row.State, row.StatementsDone, row.Hash) != (finding.Row.State, finding.Row.StatementsDone, finding.Row.Hash))
            throw Outdated(finding.Tag, $"another run has changed the record of {finding.Tag} meanwhile");
    }

    private void Require(ProblemDefinition definition, RepairFinding finding, string? refusal)
    {
        if (refusal is not null)
            throw definition.Error(
                workspace.Environment.Where,
                $"{finding.Tag}: {refusal}",
                Unchanged,
                $"see the evidence and the options: {Call.Strata("repair")}"
            );
    }

    private static ProblemException Outdated(string where, string what) =>
        RepairProblems.Outdated.Error(where, what, Unchanged, $"look again: {Call.Strata("repair")}");
}
