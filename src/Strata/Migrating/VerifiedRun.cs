using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Drifting;
using Strata.Examining;
using Strata.Project.Workspaces;

namespace Strata.Migrating;

/// <summary>Brings an environment's database to the head of a folder, and verifies the result: the one path of every host.</summary>
/// <param name="workspace">The project.</param>
/// <param name="guard">Judges the migrations that are going to run.</param>
internal sealed class VerifiedRun(Workspace workspace, RunGuard guard)
{
    /// <summary>Called with each event of the run, which is reported as progress too.</summary>
    public Action<RunEvent> Heard { get; init; } = _ => { };

    /// <summary>Drift is reported by the environment's policy; false where the caller looks for it later.</summary>
    public bool ReportsDrift { get; init; } = true;

    /// <summary>Runs what is pending.</summary>
    /// <exception cref="ProblemException">As <see cref="MigrationRunner.MigrateAsync"/>; a hazard is not acknowledged (ST1113, exit 10); or
    /// the database is then not what the folder leads to (ST4001, exit 4), or has drifted where that is an error (ST4013, ST4014: exit
    /// 4).</exception>
    public async Task<MigrateResult> RunAsync(MigrationFolder folder, RunOptions options, CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var verification = new Verification(workspace, folder);
        var applied = new HashSet<string>(StringComparer.Ordinal);
        void Report(RunEvent e)
        {
            if (e is MigrationApplied a)
                applied.Add(a.Tag);
            workspace.Progress.Report(e);
            Heard(e);
        }

        var migrator = new MigrationRunner(target, options, workspace.Host.Time, Report)
        {
            Before = verification.BeforeAsync,
            Fingerprint = verification.CompareAsync,
            Approve = guard.Require,
        };
        RunResult result;
        await new SquashedHistory(workspace, guard)
            .BringForwardAsync(target, folder, options, Report, cancellationToken)
            .ConfigureAwait(false);
        await guard.ExamineAsync(folder, options, target, cancellationToken).ConfigureAwait(false);
        try
        {
            Task<RunResult> MigrateAsync() => migrator.MigrateAsync(folder, cancellationToken);
            result = await workspace
                .Databases.WithDatabaseAsync(workspace.Environment, MigrateAsync, cancellationToken)
                .ConfigureAwait(false);
            if (result.Head is { } last)
                applied.UnionWith(folder.Migrations.TakeWhile(m => m.Tag != last).Select(m => m.Tag).Append(last));
        }
        finally
        {
            await SealAsync(folder, applied).ConfigureAwait(false);
        }
        return Verified(verification, result, target.Name);
    }

    private MigrateResult Verified(Verification verification, RunResult result, string target)
    {
        verification.RequireEqual();
        if (ReportsDrift)
            new DriftCheck(workspace).Report(verification.Drift, target, result.Head, State(result));
        return new(result.Tags, result.Head, result.Fingerprint, target) { Drift = verification.Drift.Differences };
    }

    private static string State(RunResult result) =>
        result.Tags.Count == 0 ? "nothing was run" : $"{string.Join(", ", result.Tags)} applied and recorded in this run";

    /// <summary>
    /// Seals hand-written migrations that have been applied: from here on their statements are not edited. One that failed may still be.
    /// </summary>
    private async Task SealAsync(MigrationFolder folder, HashSet<string> applied)
    {
        try
        {
            await MigrationWriter.SealAsync(folder, applied, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            workspace.Progress.Note(
                $"the hashes of hand-written migrations could not be added to the journal: {e.Problem.What}; migrate once "
                    + $"where the folder can be written, and commit the journal"
            );
        }
    }
}
