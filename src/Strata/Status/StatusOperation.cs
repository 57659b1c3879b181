using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Drifting;
using Strata.Project.Workspaces;

namespace Strata.Status;

/// <summary>Compares a migrations folder with a database's own record. Writes nothing, and takes no lock.</summary>
/// <param name="workspace">The project.</param>
internal sealed class StatusOperation(Workspace workspace)
{
    /// <summary>Reads the status of the workspace's environment.</summary>
    /// <exception cref="ProblemException">The journal cannot be read (exit 3), or there is no connection (exit 11).</exception>
    public async Task<StatusResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var state = TargetState.Empty;
        ImmutableArray<RetainedObject> retained = [];
        if (await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (state.Exists)
                retained = await target.ReadRetainedAsync(sizes: false, cancellationToken).ConfigureAwait(false) ?? [];
        }
        var status = Compare(folder, state, target.Name) with { Retained = retained };
        return folder is null || !state.Exists || status.IsInconsistent
            ? status
            : await WithDriftAsync(status, folder, target, state, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StatusResult> WithDriftAsync(
        StatusResult status,
        MigrationFolder folder,
        IMigrationTarget target,
        TargetState state,
        CancellationToken cancellationToken
    )
    {
        if (status.Head is not { } head || state.Stamp?.Mode == StampMode.Push)
            return status;
        var check = new DriftCheck(workspace);
        var drift = await target.UseAsync((c, ct) => check.FindAsync(folder, c, state, ct), cancellationToken).ConfigureAwait(false);
        return status with
        {
            Drift = check.Problem(drift, target.Name, head.Tag, "nothing was changed"),
            IsUncompared = drift.Uncompared is not null,
            DriftIsError = workspace.Policies.Drift(workspace.Environment) == DriftTreatment.Error,
        };
    }

    private StatusResult Compare(MigrationFolder? folder, TargetState state, string target)
    {
        ImmutableArray<Migration> migrations = folder?.Migrations ?? [];
        var treatment = workspace.Policies.OutOfOrder(workspace.Environment);
        IReadOnlyList<MigrationStatus> rows = [.. Known(migrations, state), .. Unknown(migrations, state)];
        ImmutableArray<Problem> problems = folder?.Problems ?? [];
        return new(workspace.Environment.Name, workspace.Policy, target, rows)
        {
            Stamp = state.Stamp,
            FolderProblems = problems,
            Inconsistency = problems.FirstOrDefault() ?? Inconsistency(migrations, state, target, treatment),
            IsInconsistent =
                problems.Any(p => !IsUnwritten(p))
                || rows.Any(r => r.State is MigrationState.Edited or MigrationState.Unknown)
                || migrations.Any(m => state.IsRollingBack(m.Tag))
                || (treatment == OutOfOrder.Error && rows.Any(r => r.State == MigrationState.OutOfOrder)),
            RunsOutOfOrder = treatment == OutOfOrder.Apply,
            Pending = problems.Count(IsUnwritten) + rows.Count(r => r.IsPending),
            Head = HistoryCheck.Head(migrations, state),
            Applied = state.Current.Count(r => r.State == HistoryState.Applied),
            LastChange = state.History.Where(r => r.Finished is not null).MaxBy(r => r.Finished),
        };
    }

    /// <summary>A migration that is still to be written is work left to do, not an inconsistent folder.</summary>
    private static bool IsUnwritten(Problem problem) => problem.Code == SqlProblems.Empty.Code;

    private static Problem? Inconsistency(ImmutableArray<Migration> migrations, TargetState state, string target, OutOfOrder treatment)
    {
        try
        {
            HistoryCheck.Compare(migrations, state, target, to: null, treatment);
            return null;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return e.Problem;
        }
    }

    private static IEnumerable<MigrationStatus> Known(ImmutableArray<Migration> migrations, TargetState state)
    {
        var rows = state.Current.ToDictionary(r => r.Tag, StringComparer.Ordinal);
        var ranOutOfOrder = HistoryCheck.RanOutOfOrder(migrations, state);
        var last = migrations.LastOrDefault(m => rows.GetValueOrDefault(m.Tag)?.State == HistoryState.Applied);
        var overtaken = last is null ? 0 : migrations.IndexOf(last);
        for (var i = 0; i < migrations.Length; i++)
        {
            var migration = migrations[i];
            var row = rows.GetValueOrDefault(migration.Tag);
            var isOvertaken = i < overtaken && migration.Entry.Replaces.Count == 0;
            yield return new(migration.Tag, StateOf(migration, row, isOvertaken), row)
            {
                RanOutOfOrder = ranOutOfOrder.Contains(migration.Tag),
            };
        }
    }

    private static MigrationState StateOf(Migration migration, HistoryRow? row, bool isOvertaken) =>
        row switch
        {
            null => isOvertaken ? MigrationState.OutOfOrder : MigrationState.Pending,
            { State: HistoryState.Applied } => row.Hash == migration.Hash ? MigrationState.Applied : MigrationState.Edited,
            { State: HistoryState.Failed } => MigrationState.Failed,
            _ => MigrationState.Running,
        };

    private static IEnumerable<MigrationStatus> Unknown(ImmutableArray<Migration> migrations, TargetState state)
    {
        var replaced = migrations.SelectMany(m => m.Entry.Replaces).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        return state
            .Current.Where(r => !migrations.Any(m => m.Tag == r.Tag) && !replaced.Contains(r.Tag))
            .Select(r => new MigrationStatus(r.Tag, MigrationState.Unknown, r));
    }
}
