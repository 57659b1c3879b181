using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Seeding;

/// <summary>A seed file was loaded.</summary>
/// <param name="File">Its absolute path.</param>
/// <param name="IsSql">The file holds statements, not rows.</param>
/// <param name="Count">The number of rows, or of statements.</param>
public sealed record SeedLoaded(string File, bool IsSql, long Count) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [JsonLine.Of("seed", ("file", words.Path(File)), (IsSql ? "statements" : "rows", (double)Count))];
}

/// <summary>Loads the project's seed files into the database of a workspace's environment, which was just built.</summary>
/// <param name="workspace">The project.</param>
internal sealed class SeedOperation(Workspace workspace)
{
    /// <summary>The number of files that were loaded.</summary>
    public int Loaded { get; private set; }

    /// <summary>The project's seed files, each of which can be read. Opens no database.</summary>
    /// <exception cref="ProblemException">One of them does not exist (ST5030), or is invalid (ST5031; exit 3 for SQL): exit 2.</exception>
    public ImmutableArray<SeedFile> Find()
    {
        var files = SeedFile.Find(workspace.Config.Seed);
        foreach (var file in files)
            file.RequireReadable(workspace.Dialect.Syntax);
        return files;
    }

    /// <summary>Loads files in their order.</summary>
    /// <exception cref="ProblemException">As <see cref="Seeder.LoadAsync"/>; the files before it are loaded.</exception>
    public async Task LoadAsync(ImmutableArray<SeedFile> files, CancellationToken cancellationToken)
    {
        var connection = await workspace.Databases.ConnectionStringAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        foreach (var file in files)
        {
            var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
            await using var targetScope = target.ConfigureAwait(false);
            var count = await new Seeder(workspace.Provider.Rows, connection, target)
                .LoadAsync(file, cancellationToken)
                .ConfigureAwait(false);
            Loaded++;
            workspace.Progress.Report(new SeedLoaded(file.Path, file.IsSql, count));
        }
    }
}
