using Strata.Cli.Commands;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Data;

/// <summary>
/// How an emptied database comes to be again: by its migrations, or by Schema.cs where push owns it. Everything that can be wrong is found
/// out before anything is dropped.
/// </summary>
internal sealed class Rebuild
{
    private readonly App _app;
    private readonly Project _project;
    private readonly MigrationFolder? _folder;

    private Rebuild(App app, Project project, MigrationFolder? folder, Catalog wanted) =>
        (_app, _project, _folder, Wanted) = (app, project, folder, wanted);

    /// <summary>What it will be.</summary>
    public Catalog Wanted { get; }

    public string From => _folder is null ? "the schema" : "the migrations";

    /// <exception cref="ProblemException">The folder is not whole, the schema does not compile, a migration fails on a throwaway
    /// database.</exception>
    public static async Task<Rebuild> PrepareAsync(App app, Project project, TargetState state, CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        var byPush = state.Stamp?.Mode == StampMode.Push || (state.Stamp is null && (folder is null || folder.Migrations.IsEmpty));
        if (!byPush && (folder is null || folder.Migrations.IsEmpty))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST3001",
                    project.MigrationsFolder,
                    "there is no migration to build the database from, and migrate owns it",
                    "nothing was changed",
                    "create the first one: strata generate"
                )
            );
        if (!byPush)
            return new(app, project, folder, await Replay.HeadAsync(project, folder!, null, cancellationToken).ConfigureAwait(false));
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        return new(
            app,
            project,
            null,
            project.Ignoring.RequireUndeclared(
                await project
                    .Report.WorkAsync(
                        "Building the schema in a throwaway database",
                        () => project.CodeSource(code).LoadAsync(cancellationToken)
                    )
                    .ConfigureAwait(false)
            )
        );
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var show = new RunReport(_project.Report);
        await using var target = await _project.TargetAsync(cancellationToken).ConfigureAwait(false);
        if (_folder is not null)
        {
            var verification = new Verification(_project, _folder);
            await new Migrator(target, _project.RunOptions(), _app.Time, show.Show) { Fingerprint = verification.LookAsync }
                .MigrateAsync(_folder, cancellationToken)
                .ConfigureAwait(false);
            verification.ThrowIfDifferent();
            return;
        }
        await new PlanRunner(target, _project.RunOptions(), _app.Time, show.Show)
            .RunAsync(
                async (connection, _, ct) =>
                    _project.Dialect.Plan(
                        _project.Managed(await _project.Ignoring.ReadAsync(connection, ct).ConfigureAwait(false), Wanted),
                        Wanted
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
