using Strata.Backups;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Examining;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.RollingBack;

/// <summary>Rolls migrations back by their down-scripts, the last one first.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class RollbackOperation(Workspace workspace, RollbackRequest request)
{
    /// <exception cref="ProblemException">A migration is unknown (exit 2), a down-script is missing (exit 3), a loss or a protected
    /// environment is not confirmed (exit 10), or declined (exit 9); as for migrations else.</exception>
    public async Task<RollbackResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (steps, to) = request.Range.In(folder);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var (candidates, _) = await SelectAsync(folder, target, cancellationToken).ConfigureAwait(false);
        if (candidates.Count == 0)
            return new([], null, target.Name);
        foreach (var candidate in candidates)
            workspace.Progress.Report(new RollbackPlanned(candidate));
        await RollbackGuard
            .OfRun(candidates, request.AcceptLoss)
            .RequireAsync(workspace.Host.Decisions, cancellationToken)
            .ConfigureAwait(false);
        var replacements = await new SchemaReversal(workspace, folder)
            .ReplacementsAsync(candidates, cancellationToken)
            .ConfigureAwait(false);
        await new CommittedFiles(workspace)
            .RequireAsync(folder.Path, [.. candidates.Select(c => c.Migration)], cancellationToken)
            .ConfigureAwait(false);
        if (workspace.Policy == EnvironmentPolicy.Protected)
            await BackUpAsync(candidates, cancellationToken).ConfigureAwait(false);
        var result = await new Rollback(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
        {
            Instead = replacements,
            Agreed = [.. candidates.Select(c => c.Migration.Tag)],
        }
            .RunAsync(folder, steps, to, cancellationToken)
            .ConfigureAwait(false);
        return new(result.Tags, result.Head, target.Name);
    }

    /// <summary>Lists what would be rolled back. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="RunAsync"/>, for everything found before a confirmation.</exception>
    public async Task<RollbackPreview> PreviewAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        return new((await SelectAsync(folder, target, cancellationToken).ConfigureAwait(false)).Candidates);
    }

    /// <summary>Writes the reversal as the next migration, to be reviewed and run as one.</summary>
    /// <exception cref="ProblemException">A migration is unknown or not applied (exit 2), a down-script is missing (exit 3), or a loss is
    /// not
    /// confirmed (exit 10) or declined (exit 9).</exception>
    public async Task<ReversalMigrationResult> WriteAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var (candidates, state) = await SelectAsync(folder, target, cancellationToken).ConfigureAwait(false);
        if (candidates.Count == 0)
            return new(0, null, null);
        foreach (var candidate in candidates)
            workspace.Progress.Report(new RollbackPlanned(candidate));
        await RollbackGuard
            .OfMigration(candidates, request.AcceptLoss)
            .RequireAsync(workspace.Host.Decisions, cancellationToken)
            .ConfigureAwait(false);
        var isOutOfOrder = HistoryCheck
            .Compare(folder.Migrations, state, target.Name, to: null, OutOfOrder.Apply)
            .Any(p => p.Overtaken is not null);
        return await new ReversalMigration(workspace, folder, candidates).WriteAsync(isOutOfOrder, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(IReadOnlyList<RollbackCandidate> Candidates, TargetState State)> SelectAsync(
        MigrationFolder folder,
        IMigrationTarget target,
        CancellationToken cancellationToken
    )
    {
        var (steps, to) = request.Range.In(folder);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        var retained = await target.ReadRetainedAsync(sizes: false, cancellationToken).ConfigureAwait(false);
        List<RollbackCandidate> candidates = [];
        foreach (var migration in Rollback.Choose(folder, state, target.Name, steps, to))
            candidates.Add(
                await RollbackCandidate.ReadAsync(migration, workspace.Dialect.Syntax, retained, cancellationToken).ConfigureAwait(false)
            );
        return (candidates, state);
    }

    /// <summary>A protected environment is confirmed by its name, and backed up; the backup is verified.</summary>
    private async Task BackUpAsync(IReadOnlyList<RollbackCandidate> candidates, CancellationToken cancellationToken)
    {
        var tags = string.Join(", ", candidates.Select(c => c.Migration.Tag));
        Remedy reviewed = $"to have the reversal reviewed instead: {Call.Option("as-migration")}";
        var verdict = new ProtectedChangeGuard(workspace.Environment, workspace.Policy, request.Confirm).Judge(
            QuestionKind.ChangeProtected,
            $"{tags} would be rolled back",
            request.ToRemedy(),
            reviewed
        );
        if (verdict is Verdict.NeedsConfirmation open)
            verdict = open with { Missing = open.Missing with { Next = $"{open.Missing.Next}; {reviewed}" } };
        await verdict.RequireAsync(workspace.Host.Decisions, cancellationToken).ConfigureAwait(false);
        await new EnvironmentBackups(workspace).MakeBeforeAsync(1, verify: true, cancellationToken).ConfigureAwait(false);
    }
}
