using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Verifying;

/// <summary>
/// Verifies a folder of migrations in a shadow database: run from empty, they must lead to the schema; then every down-script, last to
/// first, must lead back.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class VerifyOperation(Workspace workspace)
{
    private const string Untouched = "no database of yours was touched";

    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), a migration fails (exit 7 or 8), or a state differs from the
    /// one that it should be (exit 4).</exception>
    public async Task<VerifyResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var code = await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false);
        var wanted = await workspace.Schema.BuildAsync(code, cancellationToken).ConfigureAwait(false);
        var (reached, rolledBack) = await ReplayAsync(folder, cancellationToken).ConfigureAwait(false);
        await RequireEqualAsync(reached, wanted, cancellationToken).ConfigureAwait(false);
        return new(folder.Migrations.Length, rolledBack);
    }

    private async Task RequireEqualAsync(Catalog reached, Catalog wanted, CancellationToken cancellationToken)
    {
        var differences = Prover.Differences(reached, workspace.Dialect.Align(wanted, reached));
        if (differences.Count == 0)
            return;
        // Typed in again, an expression may be printed differently: what is compared must have gone the same way.
        var settled = await new ShadowRunner(workspace.Dialect)
            .SettleAsync(workspace.Shadows, wanted, cancellationToken)
            .ConfigureAwait(false);
        differences = Prover.Differences(reached, workspace.Dialect.Align(settled, reached));
        if (differences.Count > 0)
            throw VerifyProblems.NotTheSchema.Error(
                workspace.Migrations.Path,
                $"replayed, the migrations do not lead to the schema: {workspace.Progress.Differences(differences)}",
                Untouched,
                $"write the missing migration: {Call.Strata("generate")}"
            );
    }

    private async Task<(Catalog Reached, int RolledBack)> ReplayAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        var shadow = await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var states = await UpAsync(shadow, folder, cancellationToken).ConfigureAwait(false);
        return (states[^1], await DownAsync(shadow, folder, states, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The state before the first migration, and after each.</summary>
    private async Task<List<Catalog>> UpAsync(IShadow shadow, MigrationFolder folder, CancellationToken cancellationToken)
    {
        List<Catalog> states = [await workspace.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false)];
        var target = workspace.Provider.Target(shadow.ConnectionString);
        await using var targetScope = target.ConfigureAwait(false);
        void Report(RunEvent e)
        {
            if (e is not (Connected or Core.Execution.Pending or RunFinished))
                workspace.Progress.Report(e);
        }

        foreach (var migration in folder.Migrations)
        {
            await ShadowMigrations
                .RunAsync(target, folder, new RunOptions { To = migration.Idx }, workspace.Host.Time, Report, cancellationToken)
                .ConfigureAwait(false);
            states.Add(await workspace.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false));
        }
        return states;
    }

    private async Task<int> DownAsync(IShadow shadow, MigrationFolder folder, List<Catalog> states, CancellationToken cancellationToken)
    {
        var replay = new Replay(workspace);
        for (var i = folder.Migrations.Length - 1; i >= 0; i--)
        {
            var migration = folder.Migrations[i];
            if (!migration.HasDownScript)
            {
                if (i > 0)
                    workspace.Progress.Note($"{migration.Tag} has no down-script: it and what is before it were not rolled back");
                return folder.Migrations.Length - 1 - i;
            }
            var reached = await replay.DownAsync(shadow, folder, migration, down: null, cancellationToken).ConfigureAwait(false);
            var differences = Prover.Differences(reached, workspace.Dialect.Align(states[i], reached));
            if (differences.Count > 0)
                throw VerifyProblems.NotBack.Error(
                    migration.DownPath,
                    $"the down-script of {migration.Tag} does not lead back: {string.Join("; ", differences.Take(10))}",
                    Untouched,
                    "correct the down-script, or write the reversal as a new migration"
                );
        }
        return folder.Migrations.Length;
    }
}
