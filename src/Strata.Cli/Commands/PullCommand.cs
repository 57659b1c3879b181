using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Cli.Pulling;
using Strata.Core;
using Strata.Core.Code;
using Strata.Core.Files;
using Strata.Core.Model;
using Strata.Environments;
using Strata.Schema.Output;

namespace Strata.Cli.Commands;

/// <summary>A live database to a schema in C#, SQL files for what C# does not say, and a first migration that makes it all. Reads the database, and writes nothing in it.</summary>
internal sealed class PullCommand(App app, Project project, IReadOnlyList<(string Path, string Text)> alsoWritten)
{
    private static readonly Option<string> s_url = new("--url") { Description = "the database, where there is no strata.json yet", HelpName = "URL" };
    private static readonly Option<bool> s_force = new("--force") { Description = "overwrite the files of the schema that are there" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("pull", CommandList.Describe("pull")) { s_url, s_force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (project, files) = Load(app, options, parsed);
            await using (project) return (int)await new PullCommand(app, project, files).RunAsync(parsed.GetValue(s_force), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>With --url, the project that init would have written; it is written with the schema, or not at all.</summary>
    private static (Project Project, IReadOnlyList<(string Path, string Text)> Files) Load(App app, GlobalOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(s_url) is not { } url)
        {
            try
            {
                return (Project.Load(app, options, parsed), []);
            }
            catch (ProblemException e) when (e.Problem.Code == "ST2000" && parsed.GetValue(options.Config) is null)
            {
                throw new ProblemException(e.Exit, e.Problem with { Fix = "start a project with: strata init --url URL, or let pull do it: strata pull --url URL" }, e);
            }
        }
        var directory = Project.Start(options, parsed);
        var path = Path.Combine(directory, ProjectConfig.DefaultFile);
        if (File.Exists(path))
            throw new ProblemException(ExitCode.Usage, new("ST2050", path, "this folder is a Strata project already, and --url starts one", "nothing was written", "pull from one of its environments: strata pull --env NAME"));
        var files = Templates.Files(InitCommand.DialectOf(url), url).Where(f => f.Path != Templates.SchemaPath).ToList();
        var config = ConfigReader.Read(Encoding.UTF8.GetBytes(files.First(f => f.Path == ProjectConfig.DefaultFile).Text), path, ProjectConfig.DefaultFile);
        return (Project.Of(app, Reporter.For(parsed, options), config, directory), [.. files.Where(f => !File.Exists(Path.Combine(directory, f.Path)))]);
    }

    private async Task<ExitCode> RunAsync(bool force, CancellationToken cancellationToken)
    {
        await FileBatch.RecoverAsync(Root, cancellationToken).ConfigureAwait(false);
        var target = new PullTarget(project, force);
        var folder = await target.FolderAsync(cancellationToken).ConfigureAwait(false);
        var (live, convention) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        PlanPrinter.Unclaimed(project.Report, live);
        var puller = new Puller(project, convention, path => project.CodeAsync(path, cancellationToken));
        var (schema, loaded) = await project.Report.WorkAsync("Writing the schema and comparing what it comes to", () => puller.PullAsync(live, cancellationToken)).ConfigureAwait(false);
        await target.RequireFreeAsync(schema, cancellationToken).ConfigureAwait(false);

        var batch = new FileBatch(Root);
        List<string> written = [];
        foreach (var (path, text) in alsoWritten) Add(Path.Combine(project.Config.Directory, path), Encoding.UTF8.GetBytes(text));
        foreach (var (path, text) in schema.Files) Add(Path.Combine(project.Config.Schema, path), Encoding.UTF8.GetBytes(text));
        foreach (var template in target.Superseded(schema)) batch.Remove(Relative(template));
        JournalEntry? baseline = null;
        if (folder.Migrations.IsEmpty)
        {
            (baseline, var files) = new MigrationWriter(project.Dialect.Syntax, app.Time).Draft(folder, await BaselineAsync(loaded, cancellationToken).ConfigureAwait(false));
            foreach (var (path, contents) in files) Add(Path.GetFullPath(Path.Combine(project.MigrationsFolder, path)), contents);
        }
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var path in written) project.Report.Event("wrote", new JsonObject { ["file"] = path }, $"wrote {path}");
        return End(live, schema, baseline);

        void Add(string path, byte[] contents)
        {
            batch.Add(Relative(path), contents);
            written.Add(project.Shown(path));
        }
    }

    private async Task<(Catalog Live, SchemaConvention Convention)> ReadAsync(CancellationToken cancellationToken)
    {
        if (!project.Tools.Exists(project.Connection))
            throw new ProblemException(ExitCode.NoConnection, new(Problem.MissingDatabase, project.Environment!.Name, "the database is not there", "nothing was written", "correct its path in the URL"));
        await using var connection = await project.OpenAsync(cancellationToken).ConfigureAwait(false);
        var live = await project.Report.WorkAsync("Reading the database", () => project.Dialect.ReadAsync(connection, cancellationToken)).ConfigureAwait(false);
        if (live.Objects.IsEmpty)
            throw new ProblemException(ExitCode.Usage, new("ST2111", project.Environment!.Name, "the database has nothing to pull: it is empty", "nothing was written", "name the one you mean with --env, or write a schema: strata init"));
        return (live, new SchemaConvention(project.Tools.DatabaseName(project.Connection), live.Objects.Values.Where(o => project.Dialect.Kinds.For(o).NamedInCode == CodeNaming.Type).Select(o => o.Id.Name)));
    }

    private async Task<NewMigration> BaselineAsync(Catalog loaded, CancellationToken cancellationToken)
    {
        var made = await new MigrationMaker(project, new Changes(project, new RenameAnswers([], []))).MakeAsync(Catalog.Empty, loaded, [], "baseline", cancellationToken).ConfigureAwait(false);
        return made.Migration!;
    }

    private ExitCode End(Catalog live, PulledSchema schema, JournalEntry? baseline)
    {
        var environment = project.Environment!.Name == "local" ? "" : $" --env {project.Environment.Name}";
        var next = baseline is null
            ? "the migrations are as they were; next: strata generate"
            : $"the database was only read; to record {baseline.Tag} as applied there: strata baseline{environment}";
        return project.Report.End(ExitCode.Done, new JsonObject
        {
            ["objects"] = live.Objects.Count,
            ["inSql"] = schema.InSql,
            ["unmanaged"] = live.Unclaimed.Length,
            ["baseline"] = baseline?.Tag,
        }, $"pulled {live.Objects.Count} objects, {live.Objects.Count - schema.InSql} of them in C# and {schema.InSql} in SQL: what they come to equals the database\n{next}");
    }

    /// <summary>One folder above both, so that all files are one batch; where the project itself is written, that is its folder.</summary>
    private string Root
    {
        get
        {
            var (schema, migrations) = (project.Config.Schema, Path.GetFullPath(project.MigrationsFolder));
            if (alsoWritten.Count > 0) return project.Config.Directory;
            var root = Path.GetDirectoryName(schema)!;
            while (!migrations.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) root = Path.GetDirectoryName(root)!;
            return root;
        }
    }

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
