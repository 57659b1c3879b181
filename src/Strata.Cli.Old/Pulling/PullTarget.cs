using Strata.Cli.Commands;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Schema.Output;

namespace Strata.Cli.Pulling;

/// <summary>
/// What stands where the pulled files should go. Nobody's file is overwritten unless asked, and none that is not replaced is deleted.
/// </summary>
internal sealed class PullTarget(Project project, bool force, string command)
{
    /// <exception cref="ProblemException">There are migrations already (ST9030, exit 9).</exception>
    public async Task<MigrationFolder> FolderAsync(CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        folder ??= MigrationFolder.Empty(Path.GetFullPath(project.MigrationsFolder), project.Dialect.Syntax);
        folder.ThrowIfBroken();
        if (folder.Migrations.IsEmpty || force)
            return folder;
        throw new ProblemException(
            ProblemKind.Refused,
            new(
                "ST9030",
                project.MigrationsFolder,
                "the project has migrations already, and pull writes the first one",
                "nothing was written",
                "to write the schema's files alone, add --force; to see what differs: strata diff --from migrations --to env:NAME"
            )
        );
    }

    /// <exception cref="ProblemException">A file would be overwritten (ST9031), or would declare things twice (ST9032): exit 9.</exception>
    public async Task RequireFreeAsync(PulledSchema schema, CancellationToken cancellationToken)
    {
        List<string> others = [];
        foreach (var file in Existing())
        {
            if (await IsTemplateAsync(file, cancellationToken).ConfigureAwait(false))
                continue;
            if (!schema.Files.ContainsKey(file))
                others.Add(file);
            else if (!force)
                throw new ProblemException(
                    ProblemKind.Refused,
                    new(
                        "ST9031",
                        Shown(file),
                        "the file is there already",
                        "nothing was written",
                        $"commit it, then overwrite it: strata {command} --force"
                    )
                );
        }
        if (others.Count > 0)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9032",
                    string.Join(", ", others.Take(5).Select(Shown)),
                    $"the schema folder has {(others.Count == 1 ? "a file" : "files")} that {command.Split(' ')[0]} does not "
                        + $"write: what is in {(others.Count == 1 ? "it" : "them")} would be declared twice",
                    "nothing was written",
                    "move them away, then run it again"
                )
            );
    }

    /// <summary>The template of init, where no pulled file takes its place.</summary>
    public IEnumerable<string> Superseded(PulledSchema schema) =>
        Existing().Where(f => !schema.Files.ContainsKey(f)).Select(f => Path.Combine(project.Config.Schema, f));

    private IEnumerable<string> Existing() =>
        !Directory.Exists(project.Config.Schema)
            ? []
            : [.. SchemaFolder.Files(project.Config.Schema, ".cs"), .. SchemaFolder.Files(project.Config.Schema, ".sql")];

    private async Task<bool> IsTemplateAsync(string file, CancellationToken cancellationToken) =>
        (
            await File.ReadAllTextAsync(Path.Combine(project.Config.Schema, file), cancellationToken).ConfigureAwait(false)
        ).ReplaceLineEndings("\n") == Templates.Schema;

    private string Shown(string file) => project.Shown(Path.Combine(project.Config.Schema, file));
}
