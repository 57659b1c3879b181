using Strata.Cli.Dialects;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Project.SchemaSources;

namespace Strata.Cli;

/// <summary>
/// What <c>--from</c> and <c>--to</c> take: a database URL, <c>file.sql</c> or a folder of them, <c>migrations</c> or
/// <c>migrations:0007</c>, <c>schema</c>,
/// <c>snapshot</c>, <c>env:NAME</c>, <c>empty</c>.
/// </summary>
/// <param name="tools">The dialect of both sides.</param>
/// <param name="shadows">Where SQL is run to be read back.</param>
/// <param name="project">Asked only by sources that need a configuration.</param>
/// <param name="directory">Where relative paths start.</param>
internal sealed class SourceParser(IDialectTools tools, IShadowProvider shadows, Func<Project> project, string directory)
{
    private static readonly string[] s_words = ["migrations", "schema", "snapshot", "empty", "env"];

    /// <summary>A state that the project's own files say.</summary>
    public static bool IsOfProject(string text) =>
        text is "schema" or "snapshot" or "migrations" || text.StartsWith("migrations:", StringComparison.Ordinal);

    /// <exception cref="ProblemException">It is none of these (ST2040, exit 2).</exception>
    public ISchemaSource Parse(string text, string flag)
    {
        if (DialectTools.OfUrl(text) is { } own)
            return Live(text, own.Resolve(text, null, directory), flag);
        if (text == "empty")
            return new FixedSource("nothing", Catalog.Empty);
        if (text == "schema")
            return new DdlSource(
                tools.Dialect,
                shadows,
                "the schema",
                async ct => (await Project(flag).CodeAsync(ct).ConfigureAwait(false)).Statements
            );
        if (text == "snapshot")
            return new LoadedSource("the snapshot", ct => Project(flag).SnapshotAsync(ct));
        if (text.StartsWith("env:", StringComparison.Ordinal))
            return Environment(text[4..], flag);
        if (text == "migrations" || text.StartsWith("migrations:", StringComparison.Ordinal))
            return Migrations(text, flag);
        var path = Path.GetFullPath(text, directory);
        if (File.Exists(path) || Directory.Exists(path))
            return new DdlSource(tools.Dialect, shadows, text, ct => FilesAsync(path, ct));
        var meant = Spelling.Nearest(text.Split(':')[0], s_words);
        throw new ProblemException(
            ProblemKind.Usage,
            new(
                "ST2040",
                flag,
                $"\"{text}\" is no file, no folder and no other source{(meant is null ? "" : $"; did you mean \"{meant}\"?")}",
                "nothing was done",
                "use a database URL, a .sql file or folder, migrations, migrations:0007, schema, snapshot, env:NAME or empty"
            )
        );
    }

    private LiveSource Live(string describe, string connection, string flag) =>
        tools.Exists(connection)
            ? new LiveSource(tools.Dialect, describe, ct => tools.OpenAsync(connection, ct))
            : throw new ProblemException(
                ProblemKind.NoConnection,
                new(Problem.MissingDatabase, flag, $"there is no database {describe}", "nothing was done", "correct the path")
            );

    /// <exception cref="ProblemException">The project is of the other dialect (ST2041, exit 2).</exception>
    private Project Project(string flag)
    {
        var p = project();
        return p.Dialect.Name == tools.Dialect.Name
            ? p
            : throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2041",
                    flag,
                    $"the project is {p.Dialect.Name}, the other side {tools.Dialect.Name}",
                    "nothing was done",
                    "compare two sources of one dialect"
                )
            );
    }

    private ISchemaSource Environment(string name, string flag)
    {
        var p = project();
        var environment = p.Config.Environment(name);
        if (environment.Dialect != tools.Dialect.Name)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2041",
                    flag,
                    $"the environment \"{name}\" is {environment.Dialect}, the other side {tools.Dialect.Name}",
                    "nothing was done",
                    "compare two sources of one dialect"
                )
            );
        return new LoadedSource(
            name,
            async ct =>
            {
                var place = await p.ConnectionAsync(environment, ct).ConfigureAwait(false);
                if (!tools.Exists(place))
                    return await Live(name, place, flag).LoadAsync(ct).ConfigureAwait(false);
                await using var target = await p.ReaderAsync(environment, ct).ConfigureAwait(false);
                await target.OpenAsync(ct).ConfigureAwait(false);
                return await new Ignoring(tools, p.Report, p.IgnoredIn(environment)).ReadAsync(target.Connection, ct).ConfigureAwait(false);
            }
        );
    }

    private LoadedSource Migrations(string text, string flag)
    {
        var to = NamedMigration.Of(flag, text.Split(':', 2).ElementAtOrDefault(1), prefix: "migrations:");
        return new LoadedSource(
            text,
            async ct =>
            {
                var p = Project(flag);
                var folder = await p.FolderAsync(ct).ConfigureAwait(false);
                var last = to?.In(folder).Idx;
                return folder is null ? Catalog.Empty : await Replay.RunAsync(p, folder, last, _ => { }, ct).ConfigureAwait(false);
            }
        );
    }

    private async Task<IReadOnlyList<DdlStatement>> FilesAsync(string path, CancellationToken cancellationToken)
    {
        List<DdlStatement> statements = [];
        IEnumerable<string> files = File.Exists(path)
            ? [path]
            : Directory
                .EnumerateFiles(path, "*.sql", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".down.sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal);
        foreach (var file in files)
            statements.AddRange(
                DdlLoader.Split(
                    await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false),
                    Path.GetRelativePath(directory, file),
                    tools.Dialect.Syntax
                )
            );
        return statements;
    }

    private sealed class LoadedSource(string describe, Func<CancellationToken, Task<Catalog>> load) : ISchemaSource
    {
        public string Describe => describe;

        public Task<Catalog> LoadAsync(CancellationToken cancellationToken) => load(cancellationToken);
    }
}
