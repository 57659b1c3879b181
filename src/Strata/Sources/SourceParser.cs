using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Text;
using Strata.Operations;
using Strata.Project.SchemaSources;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Sources;

/// <summary>
/// Reads the name of a schema: a database URL, <c>file.sql</c> or a folder of them, <c>migrations</c>, <c>migrations:0007</c>,
/// <c>schema</c>, <c>snapshot</c>, <c>env:NAME</c> or <c>empty</c>.
/// </summary>
/// <param name="providers">The database systems.</param>
/// <param name="provider">The one of both sources.</param>
/// <param name="shadows">Shadow databases, where SQL is run to be read back.</param>
/// <param name="workspace">The project; asked only for sources that need one.</param>
/// <param name="directory">The folder where relative paths start.</param>
internal sealed class SourceParser(
    ProviderSet providers,
    IDatabaseProvider provider,
    IShadowProvider shadows,
    Func<Workspace> workspace,
    string directory
)
{
    /// <summary>The word for the project's schema.</summary>
    public const string Schema = "schema";

    private const string MigrationsPrefix = "migrations:";
    private const string EnvironmentPrefix = "env:";
    private static readonly string[] s_words = ["migrations", Schema, "snapshot", "empty", "env"];

    /// <summary>The text names a state in the project's own files.</summary>
    public static bool IsOfProject(string text) =>
        text is Schema or "snapshot" or "migrations" || text.StartsWith(MigrationsPrefix, StringComparison.Ordinal);

    /// <summary>The text names an environment.</summary>
    public static bool IsEnvironment(string text) => text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal);

    /// <summary>The source that a text names.</summary>
    /// <exception cref="ProblemException">It names none (ST2040, exit 2).</exception>
    public ISchemaSource Parse(string text)
    {
        if (providers.OfUrl(text) is { } own)
            return Live(text, own.Resolve(text, null, directory));
        if (text == "empty")
            return new FixedSource("nothing", Catalog.Empty);
        if (text == Schema)
            return new DdlSource(
                provider.Dialect,
                shadows,
                "the schema",
                async ct => (await Workspace().Schema.CompileAsync(ct).ConfigureAwait(false)).Statements
            );
        if (text == "snapshot")
            return new LoadedSource("the snapshot", ct => Workspace().Migrations.SnapshotAsync(ct));
        if (IsEnvironment(text))
            return Environment(text[EnvironmentPrefix.Length..]);
        if (text == "migrations" || text.StartsWith(MigrationsPrefix, StringComparison.Ordinal))
            return Migrations(text);
        var path = Path.GetFullPath(text, directory);
        if (File.Exists(path) || Directory.Exists(path))
            return new DdlSource(provider.Dialect, shadows, text, ct => FilesAsync(path, ct));
        var nearest = Spelling.Nearest(text.Split(':')[0], s_words) is { } word ? $"; did you mean \"{word}\"?" : "";
        throw SourceProblems.UnknownSource.Error(
            "",
            $"\"{text}\" is not a file, a folder or another source{nearest}",
            "nothing was done",
            "use a database URL, a .sql file or folder, migrations, migrations:0007, schema, snapshot, env:NAME or empty"
        );
    }

    private LiveSource Live(string describe, string connection) =>
        provider.Exists(connection)
            ? new LiveSource(provider.Dialect, describe, ct => provider.OpenAsync(connection, ct))
            : throw SourceProblems.NoDatabase.Error(describe, $"no database {describe}", "nothing was done", "correct the path");

    private Workspace Workspace()
    {
        var project = workspace();
        RequireDialect(project.Dialect.Name, "the project");
        return project;
    }

    /// <exception cref="ProblemException">It is another one (ST2041, exit 2).</exception>
    private void RequireDialect(string dialect, string owner)
    {
        if (dialect != provider.Dialect.Name)
            throw SourceProblems.TwoDialects.Error(
                "",
                $"{owner} is {dialect}, the other source {provider.Dialect.Name}",
                "nothing was done",
                "compare two sources of one dialect"
            );
    }

    private LoadedSource Environment(string name)
    {
        var project = workspace();
        var environment = project.Config.Environment(name);
        RequireDialect(environment.Dialect, $"the environment \"{name}\"");
        return new LoadedSource(
            name,
            async ct =>
            {
                var connection = await project.Databases.ConnectionStringAsync(environment, ct).ConfigureAwait(false);
                if (!provider.Exists(connection))
                    return await Live(name, connection).LoadAsync(ct).ConfigureAwait(false);
                var target = await project.Databases.ReaderAsync(environment, ct).ConfigureAwait(false);
                await using var targetScope = target.ConfigureAwait(false);
                await target.OpenAsync(ct).ConfigureAwait(false);
                return await new ManagedScope(provider, project.IgnoreRules(environment), () => shadows, project.Progress)
                    .ReadAsync(target.Connection, ct)
                    .ConfigureAwait(false);
            }
        );
    }

    private LoadedSource Migrations(string text)
    {
        var to = text.StartsWith(MigrationsPrefix, StringComparison.Ordinal)
            ? new MigrationReference(text[MigrationsPrefix.Length..]) { Prefix = MigrationsPrefix }
            : null;
        return new LoadedSource(
            text,
            async ct =>
            {
                var project = Workspace();
                var folder = await project.Migrations.FindAsync(ct).ConfigureAwait(false);
                var last = to?.Find(folder).Idx;
                return folder is null ? Catalog.Empty : await new Replay(project).RunAsync(folder, last, ct).ConfigureAwait(false);
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
                DdlLoader.Split(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), file, provider.Dialect.Syntax)
            );
        return statements;
    }

    private sealed class LoadedSource(string describe, Func<CancellationToken, Task<Catalog>> load) : ISchemaSource
    {
        public string Describe => describe;

        public Task<Catalog> LoadAsync(CancellationToken cancellationToken) => load(cancellationToken);
    }
}
