using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Examining;
using Strata.Migrating;
using Strata.Operations;
using Strata.Project.Guards;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Resetting;

/// <summary>
/// Builds an empty database: by its migrations, or by the schema where push owns it. Every problem of the two is found before anything is
/// dropped.
/// </summary>
internal sealed class DatabaseBuild
{
    private readonly Workspace _workspace;
    private readonly MigrationFolder? _folder;

    private DatabaseBuild(Workspace workspace, MigrationFolder? folder, Catalog wanted) =>
        (_workspace, _folder, Wanted) = (workspace, folder, wanted);

    /// <summary>The state that it leads to.</summary>
    public Catalog Wanted { get; }

    public BuildSource Source => _folder is null ? BuildSource.Schema : BuildSource.Migrations;

    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), there is no migration, or the schema is invalid (exit 2), or
    /// a migration fails in a shadow database (exit 7 or 8).</exception>
    public static async Task<DatabaseBuild> PrepareAsync(Workspace workspace, TargetState state, CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        var isEmpty = folder is null || folder.Migrations.IsEmpty;
        if (state.Stamp?.Mode == StampMode.Push || (state.Stamp is null && isEmpty))
        {
            var code = await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false);
            return new(workspace, null, await workspace.Schema.BuildAsync(code, cancellationToken).ConfigureAwait(false));
        }
        if (isEmpty)
            throw OperationProblems.NoMigration.Error(
                workspace.Migrations.Path,
                "no migration to build the database from, and migrate owns it",
                "nothing was changed",
                $"create the first one: {Call.Strata("generate")}"
            );
        await new CommittedFiles(workspace).RequireAsync(folder!.Path, folder.Migrations, cancellationToken).ConfigureAwait(false);
        new RunGuard(workspace, HazardAcknowledgement.None).Name(folder.Migrations);
        return new(workspace, folder, await new Replay(workspace).HeadAsync(folder!, null, cancellationToken).ConfigureAwait(false));
    }

    /// <exception cref="ProblemException">Exit 6, 7, 8, 11, 12, 14, as for migrations; or the result differs (ST4001, exit 4).</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var target = await _workspace.Databases.TargetAsync(_workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var (options, time) = (_workspace.RunOptions(), _workspace.Host.Time);
        if (_folder is null)
        {
            await new PlanRunner(target, options, time, _workspace.Progress.Report)
                .RunAsync(
                    async (connection, _, ct) =>
                    {
                        var live = await _workspace.Scope.ReadAsync(connection, ct).ConfigureAwait(false);
                        return _workspace.Dialect.Plan(_workspace.Scope.Managed(live, Wanted), Wanted);
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            return;
        }
        var verification = new Verification(_workspace, _folder);
        await new MigrationRunner(target, options, time, _workspace.Progress.Report) { Fingerprint = verification.CompareAsync }
            .MigrateAsync(_folder, cancellationToken)
            .ConfigureAwait(false);
        verification.RequireEqual();
    }
}
