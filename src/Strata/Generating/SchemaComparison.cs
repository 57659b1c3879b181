using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
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

    /// <summary>The changes of the schema since a state, for a person, and the schema as the server prints it.</summary>
    /// <returns>No text where there are no changes.</returns>
    /// <exception cref="ProblemException">The schema is invalid (exit 2), or there is no shadow database (exit 12).</exception>
    public async Task<(string? Changes, Catalog Wanted)> CompareAsync(Catalog reached, CancellationToken cancellationToken)
    {
        var wanted = await WantedAsync(cancellationToken).ConfigureAwait(false);
        if (Prover.Differences(reached, wanted).Count > 0)
            wanted = await new ShadowRunner(workspace.Dialect)
                .SettleAsync(workspace.Shadows, wanted, cancellationToken)
                .ConfigureAwait(false);
        return (Text(Prover.Differences(reached, workspace.Dialect.Align(wanted, reached))), wanted);
    }

    /// <summary>The changes of the schema that no migration makes, as a problem; null where there are none.</summary>
    /// <inheritdoc cref="CompareAsync"/>
    public async Task<Problem?> FindAsync(MigrationFolder? folder, CancellationToken cancellationToken)
    {
        var reached = folder is not { Migrations.IsEmpty: false }
            ? Catalog.Empty
            : await new Replay(workspace).HeadAsync(folder, null, cancellationToken).ConfigureAwait(false);
        var (changes, _) = await CompareAsync(reached, cancellationToken).ConfigureAwait(false);
        return changes is not null
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

    private async Task<Catalog> WantedAsync(CancellationToken cancellationToken)
    {
        var code = SchemaFolder is null
            ? await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false)
            : await workspace.Schema.CompileAsync(SchemaFolder, cancellationToken).ConfigureAwait(false);
        return await workspace.Schema.BuildAsync(code, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Differences for a person: the first of them, and the number of the rest; null for none.</summary>
    public static string? Text(IReadOnlyList<string> differences)
    {
        var more = differences.Count > Named ? $" and {differences.Count - Named} more" : "";
        return differences.Count == 0 ? null : string.Join("; ", differences.Take(Named)) + more;
    }
}
