using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Cli.Commands;
using Strata.Cli.Output;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Cli.Pulling;

/// <summary>Files of a project, those of the project itself among them where it is only being started: written together, or none.</summary>
/// <param name="project">The project.</param>
/// <param name="started">The files that start it; none where it is there already.</param>
internal sealed class ProjectFiles(Project project, IReadOnlyList<(string Path, string Text)> started)
{
    /// <summary>With a URL, the project that init would have written.</summary>
    /// <param name="app">The program.</param>
    /// <param name="options">Its options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="url">Null where the project is there already.</param>
    /// <param name="command">What starts a project here, for the message when there is none.</param>
    public static (Project Project, IReadOnlyList<(string Path, string Text)> Files) Load(
        App app,
        GlobalOptions options,
        ParseResult parsed,
        string? url,
        string command
    )
    {
        if (url is null)
        {
            try
            {
                return (Project.Load(app, options, parsed), []);
            }
            catch (ProblemException e) when (e.Problem.Code == "ST2000" && options.File(parsed) is null)
            {
                throw new ProblemException(
                    e.Kind,
                    e.Problem with
                    {
                        Next =
                            $"start a project with: strata init --url URL, or let {command.Split(' ')[0]} do it: strata {command} "
                            + $"--url URL",
                    },
                    e
                );
            }
        }
        var directory = Project.Start(options, parsed);
        var path = Path.Combine(directory, ProjectConfig.DefaultFile);
        if (File.Exists(path))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2050",
                    path,
                    "this folder is a Strata project already, and --url starts one",
                    "nothing was written",
                    $"name one of its environments: strata {command} --env NAME"
                )
            );
        var files = Templates.Files(InitCommand.DialectOf(url), url).Where(f => f.Path != Templates.SchemaPath).ToList();
        var config = ConfigReader.Read(
            Encoding.UTF8.GetBytes(files.First(f => f.Path == ProjectConfig.DefaultFile).Text),
            path,
            ProjectConfig.DefaultFile
        );
        return (
            Project.Of(app, Reporter.For(parsed, options), config, directory),
            [.. files.Where(f => !File.Exists(Path.Combine(directory, f.Path)))]
        );
    }

    /// <summary>Finishes or undoes what an interrupted command left.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken) => FileBatch.RecoverAsync(Root, cancellationToken);

    public async Task WriteAsync(
        PulledSchema? schema,
        IEnumerable<string> superseded,
        IEnumerable<KeyValuePair<string, byte[]>> migrations,
        CancellationToken cancellationToken
    )
    {
        var batch = new FileBatch(Root);
        List<string> written = [];
        foreach (var (path, text) in started)
            Add(Path.Combine(project.Config.Directory, path), Encoding.UTF8.GetBytes(text));
        foreach (var (path, text) in schema?.Files.AsEnumerable() ?? [])
            Add(Path.Combine(project.Config.Schema, path), Encoding.UTF8.GetBytes(text));
        foreach (var template in superseded)
            batch.Remove(Relative(template));
        foreach (var (path, contents) in migrations)
            Add(Path.GetFullPath(Path.Combine(project.MigrationsFolder, path)), contents);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var path in written)
            project.Report.Event("wrote", new JsonObject { ["file"] = path }, $"wrote {path}");

        void Add(string path, byte[] contents)
        {
            batch.Add(Relative(path), contents);
            written.Add(project.Shown(path));
        }
    }

    /// <summary>One folder above all, so that all files are one batch; where the project itself is written, that is its folder.</summary>
    private string Root
    {
        get
        {
            var (schema, migrations) = (project.Config.Schema, Path.GetFullPath(project.MigrationsFolder));
            if (started.Count > 0)
                return project.Config.Directory;
            var root = Path.GetDirectoryName(schema)!;
            while (
                !migrations.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            )
                root = Path.GetDirectoryName(root)!;
            return root;
        }
    }

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
