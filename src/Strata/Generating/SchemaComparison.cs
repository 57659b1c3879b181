using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Planning;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Generating;

/// <summary>Compares the schema with the state that the migrations lead to.</summary>
/// <param name="workspace">The project.</param>
internal sealed class SchemaComparison(Workspace workspace)
{
    private const int Named = 10;

    /// <summary>The folder of the schema's files, where it is not the project's own.</summary>
    public string? SchemaFolder { get; init; }

    /// <summary>The changes of the schema since a state, and the schema as the server prints it.</summary>
    /// <exception cref="ProblemException">The schema is invalid (exit 2), or there is no shadow database (exit 12).</exception>
    public async Task<(StateDifferences Changes, Catalog Wanted)> CompareAsync(ObservedState reached, CancellationToken cancellationToken)
    {
        var code = await CompileAsync(cancellationToken).ConfigureAwait(false);
        var wanted = reached.Observation is null
            ? new ObservedState(await workspace.Schema.BuildAsync(code, cancellationToken).ConfigureAwait(false), null)
            : await workspace.Schema.ObserveAsync(code, cancellationToken).ConfigureAwait(false);
        var (changes, settled) = await new StateComparison(workspace)
            .CompareAsync(reached, wanted, cancellationToken)
            .ConfigureAwait(false);
        return (changes, settled.Catalog);
    }

    /// <summary>The changes of the schema that no migration makes, as a problem; null where there are none.</summary>
    /// <inheritdoc cref="CompareAsync"/>
    public async Task<Problem?> FindAsync(MigrationFolder? folder, CancellationToken cancellationToken)
    {
        var reached = folder is not { Migrations.IsEmpty: false }
            ? Catalog.Empty
            : await new Replay(workspace).HeadAsync(folder, null, cancellationToken).ConfigureAwait(false);
        var (found, _) = await CompareAsync(new(reached, null), cancellationToken).ConfigureAwait(false);
        return Text(found.Objects) is { } changes
            ? GenerateProblems.NoMigration.At(
                workspace.Config.Schema,
                $"the schema has changes without a migration: {changes}",
                "nothing was run",
                $"write it, and commit it: {Call.Strata("generate")}"
            )
            : null;
    }

    /// <summary>Requires that a migration makes every change of the schema, where the schema is at hand.</summary>
    /// <exception cref="ProblemException">The schema is invalid (exit 2), or has changes without a migration (ST4022, exit 5).</exception>
    public async Task RequireNoChangeAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(workspace.Config.Schema))
        {
            workspace.Progress.Note($"the schema was not compared with the migrations: {workspace.Config.Schema} is not here");
            return;
        }
        try
        {
            if (await FindAsync(folder, cancellationToken).ConfigureAwait(false) is { } missing)
                throw new ProblemException(ProblemKind.Pending, missing);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.Preflight or ProblemKind.FailedUnchanged or ProblemKind.FailedPartial)
        {
            workspace.Progress.Note($"the schema was not compared with the migrations: {e.Problem.What}");
        }
    }

    private Task<SchemaCode> CompileAsync(CancellationToken cancellationToken) =>
        SchemaFolder is null
            ? workspace.Schema.CompileAsync(cancellationToken)
            : workspace.Schema.CompileAsync(SchemaFolder, cancellationToken);

    /// <summary>Differences for a person: the first of them, and the number of the rest; null for none.</summary>
    public static string? Text(IReadOnlyList<string> differences)
    {
        var more = differences.Count > Named ? $" and {differences.Count - Named} more" : "";
        return differences.Count == 0 ? null : string.Join("; ", differences.Take(Named)) + more;
    }
}
