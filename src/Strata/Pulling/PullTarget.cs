using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Initializing;
using Strata.Project.Workspaces;
using Strata.Schema.Output;

namespace Strata.Pulling;

/// <summary>
/// The schema folder that written files go to. Nobody's file is overwritten unless that was asked for, and none is deleted that is not
/// replaced.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="overwrite">Files may be overwritten.</param>
internal sealed class PullTarget(Workspace workspace, bool overwrite)
{
    private const string NothingWritten = "nothing was written";

    /// <summary>The migrations folder, for a first migration.</summary>
    /// <exception cref="ProblemException">There are migrations already (ST9030, exit 9).</exception>
    public async Task<MigrationFolder> MigrationsAsync(CancellationToken cancellationToken)
    {
        var path = workspace.Migrations.Path;
        var folder =
            await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false)
            ?? MigrationFolder.Empty(path, workspace.Dialect.Syntax);
        folder.ThrowIfBroken();
        if (folder.Migrations.IsEmpty || overwrite)
            return folder;
        var diff = Call.Strata("diff").With("from", "migrations").With("to", "env:NAME");
        throw PullProblems.HasMigrations.Error(
            path,
            "the project has migrations already, and a pull writes the first one",
            NothingWritten,
            $"to write the schema's files alone, add {Call.Option("force")}; to see the differences: {diff}"
        );
    }

    /// <summary>Requires that the files of a schema have a free place.</summary>
    /// <exception cref="ProblemException">A file would be overwritten (ST9031), or would declare objects twice (ST9032): exit
    /// 9.</exception>
    public async Task RequireFreeAsync(PulledSchema schema, CancellationToken cancellationToken)
    {
        const int Named = 5;
        List<string> others = [];
        foreach (var file in Existing())
        {
            if (await IsTemplateAsync(file, cancellationToken).ConfigureAwait(false))
                continue;
            if (!schema.Files.ContainsKey(file))
                others.Add(FullPath(file));
            else if (!overwrite)
                throw PullProblems.FileExists.Error(
                    FullPath(file),
                    "the file exists already",
                    NothingWritten,
                    $"commit it; then, to overwrite it, add {Call.Option("force")}"
                );
        }
        if (others.Count > 0)
            throw PullProblems.OtherFiles.Error(
                string.Join(", ", others.Take(Named)),
                $"the schema folder has {(others.Count == 1 ? "another file" : "other files")}, whose objects would be declared twice",
                NothingWritten,
                "move them away, then run it again"
            );
    }

    /// <summary>The absolute paths of the template of init, where no written file takes its place.</summary>
    public IEnumerable<string> Superseded(PulledSchema schema) => Existing().Where(f => !schema.Files.ContainsKey(f)).Select(FullPath);

    private IEnumerable<string> Existing()
    {
        var folder = workspace.Config.Schema;
        return Directory.Exists(folder) ? [.. SchemaFolder.Files(folder, ".cs"), .. SchemaFolder.Files(folder, ".sql")] : [];
    }

    private async Task<bool> IsTemplateAsync(string file, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(FullPath(file), cancellationToken).ConfigureAwait(false);
        return text.ReplaceLineEndings("\n") == ProjectTemplates.Schema;
    }

    private string FullPath(string file) => Path.Combine(workspace.Config.Schema, file);
}
