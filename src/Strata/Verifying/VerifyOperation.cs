using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Planning;
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
        var wanted = await workspace.Schema.ObserveAsync(code, cancellationToken).ConfigureAwait(false);
        var (reached, rolledBack) = await ReplayAsync(folder, cancellationToken).ConfigureAwait(false);
        await RequireEqualAsync(reached, wanted, cancellationToken).ConfigureAwait(false);
        await new UnobservedNote(workspace).SayAsync(cancellationToken).ConfigureAwait(false);
        return new(folder.Migrations.Length, rolledBack);
    }

    private async Task RequireEqualAsync(ObservedState reached, ObservedState wanted, CancellationToken cancellationToken)
    {
        var (differences, _) = await new StateComparison(workspace).CompareAsync(reached, wanted, cancellationToken).ConfigureAwait(false);
        if (differences.AreUnread)
            throw StateComparison.Unread(
                differences.Objects,
                differences.Observer!,
                workspace.Migrations.Path,
                Untouched,
                $"make it by a migration written by hand: {Call.Strata("generate").With("custom")}; or take it out of the schema"
            );
        if (!differences.AreNone)
            throw VerifyProblems.NotTheSchema.Error(
                workspace.Migrations.Path,
                $"replayed, the migrations do not lead to the schema: {workspace.Progress.Differences(differences.Objects)}",
                Untouched,
                $"write the missing migration: {Call.Strata("generate")}"
            );
    }

    private async Task<(ObservedState Reached, int RolledBack)> ReplayAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        var shadow = await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var states = await UpAsync(shadow, folder, cancellationToken).ConfigureAwait(false);
        return (states[^1], await DownAsync(shadow, folder, states, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The state before the first migration, and after each. Observed are the last one, and the one that the down-scripts lead back to.
    /// </summary>
    private async Task<List<ObservedState>> UpAsync(IShadow shadow, MigrationFolder folder, CancellationToken cancellationToken)
    {
        var (last, lowest) = (folder.Migrations.Length, folder.Migrations.Length - Reversible(folder));
        List<ObservedState> states = [await ReadAsync(shadow, observes: lowest == 0, cancellationToken).ConfigureAwait(false)];
        var target = workspace.Provider.Target(shadow.ConnectionString);
        await using var targetScope = target.ConfigureAwait(false);
        foreach (var migration in folder.Migrations)
        {
            await ShadowMigrations
                .RunAsync(target, folder, new RunOptions { To = migration.Idx }, workspace.Host.Time, Report, cancellationToken)
                .ConfigureAwait(false);
            var observes = states.Count == last || states.Count == lowest;
            states.Add(await ReadAsync(shadow, observes, cancellationToken).ConfigureAwait(false));
        }
        return states;

        void Report(RunEvent e)
        {
            if (e is not (Connected or Core.Execution.Pending or RunFinished))
                workspace.Progress.Report(e);
        }
    }

    private Task<ObservedState> ReadAsync(IShadow shadow, bool observes, CancellationToken cancellationToken) =>
        ObservedState.ReadAsync(workspace.Dialect, shadow, observes, cancellationToken);

    /// <summary>The number of migrations that can be rolled back, from the last one on.</summary>
    private static int Reversible(MigrationFolder folder) => folder.Migrations.Reverse().TakeWhile(m => m.HasDownScript).Count();

    private async Task<int> DownAsync(
        IShadow shadow,
        MigrationFolder folder,
        List<ObservedState> states,
        CancellationToken cancellationToken
    )
    {
        var replay = new Replay(workspace);
        var lowest = folder.Migrations.Length - Reversible(folder);
        for (var i = folder.Migrations.Length - 1; i >= lowest; i--)
        {
            await replay.DownAsync(shadow, folder, folder.Migrations[i], down: null, cancellationToken).ConfigureAwait(false);
            var reached = await ReadAsync(shadow, observes: i == lowest, cancellationToken).ConfigureAwait(false);
            RequireBack(folder.Migrations[i], reached.To(states[i], workspace.Dialect));
        }
        if (lowest > 0)
            workspace.Progress.Note(
                $"{folder.Migrations[lowest - 1].Tag} has no down-script: it and what is before it were not rolled back"
            );
        return folder.Migrations.Length - lowest;
    }

    private static void RequireBack(Migration migration, StateDifferences differences)
    {
        if (differences.AreUnread)
            throw StateComparison.Unread(
                differences.Objects,
                differences.Observer!,
                migration.DownPath,
                Untouched,
                "correct the down-scripts, or write the reversal as a new migration; and report this as a bug in Strata"
            );
        if (!differences.AreNone)
            throw VerifyProblems.NotBack.Error(
                migration.DownPath,
                $"the down-script of {migration.Tag} does not lead back: {string.Join("; ", differences.Objects.Take(10))}",
                Untouched,
                "correct the down-script, or write the reversal as a new migration"
            );
    }
}
