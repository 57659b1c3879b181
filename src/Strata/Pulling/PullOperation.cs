using System.Collections.Immutable;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Planning;
using Strata.Project.Workspaces;

namespace Strata.Pulling;

/// <summary>
/// Writes a database as a C# schema, SQL files for what C# does not declare, and a first migration that creates it all. Only reads the
/// database.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="files">Its files.</param>
internal sealed class PullOperation(Workspace workspace, ProjectFiles files)
{
    private const string NothingWritten = "nothing was written";

    /// <exception cref="ProblemException">The database is empty (exit 2), does not exist (exit 11), or cannot be built again (exit 4);
    /// files
    /// or migrations exist already (exit 9).</exception>
    public async Task<PullResult> RunAsync(PullRequest request, CancellationToken cancellationToken)
    {
        await files.RecoverAsync(cancellationToken).ConfigureAwait(false);
        var target = new PullTarget(workspace, request.Overwrite);
        var folder = await target.MigrationsAsync(cancellationToken).ConfigureAwait(false);
        var live = await ReadAsync(cancellationToken).ConfigureAwait(false);
        workspace.Progress.Unmanaged(live);
        var convention = await SchemaConvention.OfAsync(workspace, live, cancellationToken).ConfigureAwait(false);
        var (schema, built) = await new SchemaWriter(workspace, convention).WriteAsync(live, cancellationToken).ConfigureAwait(false);
        await target.RequireFreeAsync(schema, cancellationToken).ConfigureAwait(false);
        JournalEntry? baseline = null;
        var migrations = ImmutableSortedDictionary<string, byte[]>.Empty;
        if (folder.Migrations.IsEmpty)
            (baseline, migrations) = new MigrationWriter(workspace.Dialect.Syntax, workspace.Host.Time, workspace.Host.Variables).Draft(
                folder,
                await BaselineAsync(built, cancellationToken).ConfigureAwait(false)
            );
        await files.WriteAsync(schema, target.Superseded(schema), migrations, cancellationToken).ConfigureAwait(false);
        return new(live.Objects.Count, schema.InSql, live.Unmanaged.Length, baseline);
    }

    private async Task<Catalog> ReadAsync(CancellationToken cancellationToken)
    {
        var environment = workspace.Environment;
        if (!await workspace.Databases.ExistsAsync(environment, cancellationToken).ConfigureAwait(false))
            throw OperationProblems.NoDatabase.Error(
                environment.Name,
                "the database does not exist",
                NothingWritten,
                "correct its path in the URL"
            );
        var reader = await workspace.Databases.ReaderAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var live = await workspace
            .Progress.WorkAsync("Reading the database", () => workspace.Scope.ReadAsync(reader.Connection, cancellationToken))
            .ConfigureAwait(false);
        return live.Objects.IsEmpty
            ? throw PullProblems.EmptyDatabase.Error(
                environment.Name,
                "the database has nothing to pull: it is empty",
                NothingWritten,
                "name another database, or write a class that derives from Table; see docs/guide.md"
            )
            : live;
    }

    private async Task<NewMigration> BaselineAsync(ObservedState built, CancellationToken cancellationToken) =>
        (
            await new MigrationMaker(workspace, new ChangePlanner(workspace, RenameAnswers.None))
                .MakeAsync(Catalog.Empty, built, [], "baseline", cancellationToken)
                .ConfigureAwait(false)
        ).Migration!;
}
