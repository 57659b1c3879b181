using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Drifting;
using Strata.Examining;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Migrating;

/// <summary>Runs pending migrations, and verifies that the database then is what the folder leads to.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class MigrateOperation(Workspace workspace, MigrateRequest request)
{
    /// <exception cref="ProblemException">As <see cref="VerifiedRun.RunAsync"/>; or the environment was not named (exit 2).</exception>
    public async Task<MigrateResult> RunAsync(CancellationToken cancellationToken)
    {
        var options = Options();
        workspace.RequireNamed();
        var folder = await ReadAsync(cancellationToken).ConfigureAwait(false);
        options = options with { To = request.To?.Find(folder).Idx };
        var run = new VerifiedRun(workspace, new RunGuard(workspace, request.Acknowledged));
        try
        {
            var result = await run.RunAsync(folder, options, cancellationToken).ConfigureAwait(false);
            TellIfLater(folder, options.To, result);
            return result;
        }
        catch (ProblemException e) when (e.Problem.Code == RecordProblems.Renamed.Code && workspace.Policy != EnvironmentPolicy.Open)
        {
            throw MovedRecord.Kept(e);
        }
        catch (ProblemException e) when (e.Problem.Code == RecordProblems.Renamed.Code && request.To is null)
        {
            await new MovedRecord(workspace, folder).CarryOverAsync(e, options, cancellationToken).ConfigureAwait(false);
            // What a moved one overtook was proven to have the same effect after it.
            return await run.RunAsync(folder, options with { OutOfOrder = OutOfOrder.Apply }, cancellationToken).ConfigureAwait(false);
        }
    }

    private void TellIfLater(MigrationFolder folder, int? to, MigrateResult result)
    {
        if (folder.Migrations.FirstOrDefault(m => m.Tag == result.Head) is { } head && head.Idx > to)
            workspace.Progress.Note(
                $"{result.Target} stays at {head.Tag}, which comes later; to go back: {Call.Strata("rollback").With("to", $"{to}")}"
            );
    }

    /// <summary>Lists what would run. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="RunAsync"/>, for everything found before the first statement; or the
    /// database has drifted where that is an error (ST4013, exit 4).</exception>
    public async Task<MigratePreview> PreviewAsync(CancellationToken cancellationToken)
    {
        var options = Options();
        var folder = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var pending = await new MigrationRunner(target, options with { To = request.To?.Find(folder).Idx }, workspace.Host.Time, _ => { })
            .PendingAsync(folder, cancellationToken)
            .ConfigureAwait(false);
        await new CommittedFiles(workspace)
            .RequireAsync(folder.Path, [.. pending.Select(p => p.Migration)], cancellationToken)
            .ConfigureAwait(false);
        var check = new DriftCheck(workspace);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        var drift = await target.UseAsync((c, ct) => check.FindAsync(folder, c, state, ct), cancellationToken).ConfigureAwait(false);
        check.Report(drift, target.Name, HistoryCheck.Head(folder.Migrations, state)?.Tag, "nothing was run");
        return new([.. pending.Select(p => new PendingPreview(p, target.Group(p.Migration.Script)))]) { Drift = drift.Differences };
    }

    /// <summary>A folder without a migration is a wrong path or an unfinished checkout sooner than a database that is up to date.</summary>
    private async Task<MigrationFolder> ReadAsync(CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        // A mistake on the command line is told first.
        request.To?.Find(folder);
        return folder.Migrations.IsEmpty
            ? throw OperationProblems.NoMigration.Error(
                workspace.Migrations.Path,
                "the migrations folder is empty: there is nothing to run",
                "nothing was run",
                $"create the first migration: {Call.Strata("generate")}"
            )
            : folder;
    }

    private RunOptions Options()
    {
        var options = workspace.RunOptions() with { OutOfOrder = RequireOutOfOrder() };
        return request.LockWait is { } wait ? options with { LockWait = wait } : options;
    }

    private OutOfOrder RequireOutOfOrder()
    {
        var environment = workspace.Environment;
        var configured = workspace.Policies.OutOfOrder(environment);
        var treatment = request.OutOfOrder ?? configured;
        if (workspace.Policy != EnvironmentPolicy.Protected || treatment == OutOfOrder.Error)
            return treatment;
        if (configured == OutOfOrder.Error)
            throw MigrateProblems.OutOfOrderProtected.Error(
                environment.Where,
                $"\"{environment.Name}\" is protected, and no option lets migrations run out of order there",
                "nothing was run",
                $"set it in strata.json, where it is reviewed: \"{environment.Name}\": {{ \"outOfOrder\": \"apply\" }}"
            );
        workspace.Progress.Note(
            $"strata.json lets migrations run out of order on \"{environment.Name}\", which is protected ({environment.Where})"
        );
        return treatment;
    }
}
