using System.Text;
using Strata.Core.MigrationFiles;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Pulling;

/// <summary>Writes files of a project, those of the project itself among them where it is new: all or none.</summary>
/// <param name="workspace">The project.</param>
/// <param name="newFiles">The files that make it a project, by their paths in its folder; none where it exists already.</param>
internal sealed class ProjectFiles(Workspace workspace, IReadOnlyList<(string Path, string Text)> newFiles)
{
    private readonly string _root = Root(workspace, newFiles.Count > 0);

    /// <summary>Finishes or undoes what an interrupted operation left.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken) => FileBatch.RecoverAsync(_root, cancellationToken);

    /// <summary>Writes the files of a schema and of the migrations folder.</summary>
    /// <param name="schema">The schema's files.</param>
    /// <param name="superseded">The absolute paths of files to delete.</param>
    /// <param name="migrations">Files of the migrations folder, by their paths in it.</param>
    /// <param name="cancellationToken">Stops; no file is written then.</param>
    public async Task WriteAsync(
        PulledSchema schema,
        IEnumerable<string> superseded,
        IEnumerable<KeyValuePair<string, byte[]>> migrations,
        CancellationToken cancellationToken
    )
    {
        List<(string Path, byte[] Contents)> files =
        [
            .. newFiles.Select(f => (Path.Combine(workspace.Config.Directory, f.Path), Encoding.UTF8.GetBytes(f.Text))),
            .. schema.Files.Select(f => (Path.Combine(workspace.Config.Schema, f.Key), Encoding.UTF8.GetBytes(f.Value))),
            .. migrations.Select(f => (Path.GetFullPath(Path.Combine(workspace.Migrations.Path, f.Key)), f.Value)),
        ];
        var batch = new FileBatch(_root);
        foreach (var path in superseded)
            batch.Remove(Relative(path));
        foreach (var (path, contents) in files)
            batch.Add(Relative(path), contents);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (path, _) in files)
            workspace.Progress.Report(new FileWritten(path));
    }

    /// <summary>One folder above all files, so that they are one batch; where the project itself is written, that is its folder.</summary>
    private static string Root(Workspace workspace, bool isNew)
    {
        if (isNew)
            return workspace.Config.Directory;
        var migrations = Path.GetFullPath(workspace.Migrations.Path);
        var root = Path.GetDirectoryName(workspace.Config.Schema)!;
        while (!migrations.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            root = Path.GetDirectoryName(root)!;
        return root;
    }

    private string Relative(string path) => Path.GetRelativePath(_root, path).Replace('\\', '/');
}
