using System.CommandLine;
using Strata.Cli.Dialects;
using Strata.Cli.Output;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.SchemaSources;
using Strata.Project.SchemaSources.CSharp;
using Strata.Project.Secrets;
using Strata.Schema.Output;

namespace Strata.Cli;

/// <summary>What one command works on: the configuration, one environment of it, and the tools of its dialect.</summary>
internal sealed class Project : IAsyncDisposable
{
    private readonly App _app;
    private readonly Lazy<IShadowProvider> _shadows;
    private readonly Connector _connector;

    private Project(App app, Reporter report, ProjectConfig config, EnvironmentConfig? environment, string directory)
    {
        (_app, Report, Config, Directory) = (app, report, config, directory);
        Environment = environment;
        Tools = DialectTools.For(environment?.Dialect ?? config.Dialect);
        Ignoring = new Ignoring(Tools, report, IgnoredIn(environment));
        _connector = new(config, app.Time, report.Note);
        _shadows = new(OpenShadows);
    }

    public Reporter Report { get; }
    public ProjectConfig Config { get; }

    /// <summary>Null only where the command can do without.</summary>
    public EnvironmentConfig? Environment { get; }
    public IDialectTools Tools { get; }
    public IDialect Dialect => Tools.Dialect;
    public string Directory { get; }
    public IShadowProvider Shadows => _shadows.Value;

    /// <summary>The rules that hold in the environment.</summary>
    public Ignoring Ignoring { get; }

    public string MigrationsFolder => Shown(Environment?.Migrations ?? Config.Migrations);

    public string SnapshotPath => Path.Combine(MigrationsFolder, "meta", "_snapshot.json");

    /// <exception cref="ProblemException">No or wrong configuration, no such environment (exit 2).</exception>
    /// <param name="app">The program.</param>
    /// <param name="options">Those of every command.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="named">An environment instead of the command line's.</param>
    public static Project Load(App app, GlobalOptions options, ParseResult parsed, string? named = null)
    {
        var directory = Start(options, parsed);
        var config = app.Bundle?.Configuration(directory) ?? ConfigReader.Load(options.File(parsed), directory);
        Ignoring.RequireKinds(config.Ignore, DialectTools.For(config.Dialect).Dialect.Kinds);
        foreach (var each in config.Environments.Values)
            Ignoring.RequireKinds(each.Ignore, DialectTools.For(each.Dialect).Dialect.Kinds);
        var name = named ?? options.Named(parsed);
        if (app.Bundle is not null && parsed.GetValue(options.Url) is { } url)
            config = config.At(name ?? "local", url);
        var environment = name is null && !config.Environments.ContainsKey("local") ? null : config.Environment(name ?? "local");
        return new Project(app, Reporter.For(parsed, options), config, environment, directory);
    }

    /// <summary>A project whose configuration is not written yet; its environment is the local one.</summary>
    public static Project Of(App app, Reporter report, ProjectConfig config, string directory) =>
        new(app, report, config, config.Environment("local"), directory);

    public static string Start(GlobalOptions options, ParseResult parsed)
    {
        var directory = Path.GetFullPath(parsed.GetValue(options.Directory) ?? ".");
        return System.IO.Directory.Exists(directory)
            ? directory
            : throw new ProblemException(
                ProblemKind.Usage,
                new("ST2021", directory, "there is no such folder", "nothing was done", "correct --cwd")
            );
    }

    /// <summary>The policy that holds: the file's, else by where the database is.</summary>
    public Policy Policy => PolicyOf(Environment ?? throw NoEnvironment());

    public Policy PolicyOf(EnvironmentConfig environment) => environment.Policy ?? (IsHere(environment) ? Policy.Open : Policy.Protected);

    /// <summary>
    /// The database is on this machine. A tunnel's end is too, and says nothing of the database; nor does a program run to find that out.
    /// </summary>
    private bool IsHere(EnvironmentConfig environment) =>
        environment.Tunnel is null
        && new EnvironmentAddress(Config, environment, _app.Time) is { NeedsCommand: false } address
        && DialectTools.For(environment.Dialect) is var tools
        && tools.IsLocal(tools.Resolve(address.Url, null, Config.Directory));

    /// <summary>
    /// What is done about migrations that were merged late. A guard of a protected environment is turned off in its own part of the file
    /// and nowhere else.
    /// </summary>
    public OutOfOrder OutOfOrder =>
        Environment?.OutOfOrder ?? (Policy == Policy.Protected ? OutOfOrder.Error : Config.OutOfOrder ?? OutOfOrder.Error);

    /// <summary>Commands that write never guess: "local" is meant without a word only while it is on this machine.</summary>
    /// <exception cref="ProblemException">The local environment is somewhere else (ST2022, exit 2).</exception>
    public void RequireNamedEnvironment(bool named)
    {
        if (named || IsHere(Environment ?? throw NoEnvironment()))
            return;
        throw new ProblemException(
            ProblemKind.Usage,
            new(
                "ST2022",
                Environment!.Where,
                "the environment \"local\" is not on this machine, so it has to be named",
                "nothing was done",
                "add: --env local"
            )
        );
    }

    /// <summary>Resolved, through its tunnel where it has one; holds secrets, and is never printed.</summary>
    /// <exception cref="ProblemException">No environment, or a reference that leads nowhere (exit 2); the tunnel does not come up (exit
    /// 11).</exception>
    public Task<string> ConnectionAsync(CancellationToken cancellationToken) =>
        ConnectionAsync(Environment ?? throw NoEnvironment(), cancellationToken);

    public Task<string> ConnectionAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        _connector.ConnectionAsync(environment, cancellationToken);

    /// <summary>The environment's database, to be changed; it is made sure, when it opens, that it is that one.</summary>
    public async Task<IMigrationTarget> TargetAsync(CancellationToken cancellationToken) =>
        new GuardedTarget(
            Tools.Target(await ConnectionAsync(cancellationToken).ConfigureAwait(false)),
            this,
            Environment!,
            remembers: _app.Bundle is null
        );

    /// <summary>Whatever database answers, for the command that decides which one it is.</summary>
    public async Task<IMigrationTarget> UnguardedTargetAsync(CancellationToken cancellationToken) =>
        Tools.Target(await ConnectionAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The environment's database, to be looked at; it is made sure, when it opens, that it is that one.</summary>
    public Task<IMigrationTarget> ReaderAsync(CancellationToken cancellationToken) =>
        ReaderAsync(Environment ?? throw NoEnvironment(), cancellationToken);

    /// <inheritdoc cref="ReaderAsync(CancellationToken)"/>
    public async Task<IMigrationTarget> ReaderAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        new GuardedTarget(
            DialectTools.For(environment.Dialect).Reader(await ConnectionAsync(environment, cancellationToken).ConfigureAwait(false)),
            this,
            environment,
            remembers: false
        );

    /// <inheritdoc cref="IDialectTools.Exists"/>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        Tools.Exists(await ConnectionAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The command has changed something in the environment's database.</summary>
    public bool HasWritten { get; set; }

    /// <summary>How a run on the environment's database goes, where nothing else is said.</summary>
    public MigratorOptions RunOptions() =>
        new()
        {
            Environment = Environment?.Name,
            Policy = Policy,
            Run = RunInfo.Current(_app.Bundle is { } bundle ? bundle.Commit : GitCommit.Of(Config.Directory)),
        };

    /// <summary>
    /// Does something with the database, and offers to make it first when its server is this machine and does not have it.
    /// </summary>
    /// <remarks>Asked only after it failed: the usual case costs no connection of its own.</remarks>
    public async Task<T> WithDatabaseAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == Problem.MissingDatabase && IsHere(Environment!))
        {
            if (
                !Report.Yes
                && !(
                    Report.CanAsk
                    && await Ask.YesNoAsync("The database does not exist. Create it?", cancellationToken).ConfigureAwait(false)
                )
            )
                throw new ProblemException(
                    Report.CanAsk ? ProblemKind.Refused : ProblemKind.DecisionMissing,
                    new("ST1011", Environment!.Where, "the database does not exist", "nothing was done", "to create it, add: --yes"),
                    e
                );
        }
        await Tools
            .CreateDatabaseAsync(await ConnectionAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        Report.Say("created the database");
        return await work().ConfigureAwait(false);
    }

    /// <summary>The folder of migrations; an empty one where there is none yet.</summary>
    /// <exception cref="ProblemException">A file has its name (ST3001, exit 2), or the journal cannot be read (exit 3).</exception>
    public async Task<MigrationFolder?> FolderAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(MigrationsFolder))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST3001",
                    MigrationsFolder,
                    "a file stands where the folder of migrations should be",
                    "nothing was done",
                    "move the file away, or correct \"migrations\" in strata.json"
                )
            );
        return System.IO.Directory.Exists(MigrationsFolder)
            ? await MigrationFolder.ReadAsync(MigrationsFolder, Dialect.Syntax, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>The folder of migrations, which must be there and whole.</summary>
    /// <exception cref="ProblemException">There is none (ST3001, exit 2), or something in it is wrong (exit 3).</exception>
    public async Task<MigrationFolder> WholeFolderAsync(CancellationToken cancellationToken)
    {
        var folder =
            await FolderAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST3001",
                    MigrationsFolder,
                    "there is no migrations folder",
                    "nothing was run",
                    "create the first migration: strata generate"
                )
            );
        folder.ThrowIfBroken();
        return folder;
    }

    public async Task<Catalog> SnapshotAsync(CancellationToken cancellationToken) =>
        File.Exists(SnapshotPath)
            ? Snapshot.Read(
                await File.ReadAllBytesAsync(SnapshotPath, cancellationToken).ConfigureAwait(false),
                Dialect.Kinds,
                Dialect.Name,
                SnapshotPath
            )
            : Catalog.Empty;

    /// <summary>What Schema.cs says, as DDL and renames.</summary>
    public Task<CodeSchema> CodeAsync(CancellationToken cancellationToken) => CodeAsync(Config.Schema, cancellationToken);

    /// <param name="folder">Where the schema is: not always the project's own.</param>
    public async Task<CodeSchema> CodeAsync(string folder, CancellationToken cancellationToken)
    {
        var client = new SchemaHostClient(_app.Time, new SchemaCache(CacheFolder), Report.Note)
        {
            Shown = Shown(Config.Schema),
            Limit = SchemaHostClient.LimitOf(System.Environment.GetEnvironmentVariable),
        };
        var script = await Report
            .WorkAsync("Reading the schema", () => client.LoadAsync(folder, Dialect.Name, cancellationToken))
            .ConfigureAwait(false);
        return new CodeSchema(
            [.. script.Statements.SelectMany(Ddl)],
            [
                .. script.Renames.Select(r => new RenameHint(
                    new ObjectId(r.Type, [.. r.From], [.. r.Args ?? []]),
                    new ObjectId(r.Type, [.. r.To], [.. r.Args ?? []])
                )),
            ]
        );
    }

    public DdlSource CodeSource(CodeSchema code) =>
        new(Dialect, Shadows, "the schema", _ => Task.FromResult(code.Statements)) { Cache = new CatalogCache(CacheFolder, Dialect) };

    private static string CacheFolder => UserCache.Folder(System.Environment.GetEnvironmentVariable);

    /// <summary>
    /// What of a live database the project is about: the schemas that the wanted state has, and the default one. The rest is another's:
    /// counted, never compared, never
    /// touched.
    /// </summary>
    /// <param name="live">The database.</param>
    /// <param name="wanted">What it is compared with.</param>
    /// <param name="former">What the project's objects were called before, schemas and tables: it is theirs under that name too.</param>
    public Catalog Managed(Catalog live, Catalog wanted, IReadOnlyCollection<ObjectId>? former = null)
    {
        live = Adopting.ToolTable.Without(live, wanted);
        var schemas = wanted
            .Schemas.Append("public")
            .Append("main")
            .Concat((former ?? []).Where(f => f.Names.Count == 1).Select(f => f.Name));
        var managed = live.Within(schemas.ToHashSet(StringComparer.Ordinal), former?.ToHashSet());
        if (managed.Objects.Count < live.Objects.Count)
            Report.Note(
                $"{live.Objects.Count - managed.Objects.Count} objects in schemas that the project does not name are left "
                    + $"alone: {string.Join(", ", live.Schemas.Except(managed.Schemas))}"
            );
        return managed;
    }

    /// <summary>
    /// What stands between a live database and the state wanted. An expression that somebody typed there may be printed otherwise than the
    /// same one made from its own
    /// print, so what differs in words alone is made again in a throwaway database before it counts.
    /// </summary>
    public Task<IReadOnlyList<string>> DifferencesAsync(Catalog live, Catalog wanted, CancellationToken cancellationToken) =>
        BetweenAsync(Managed(live, wanted), wanted, cancellationToken);

    /// <summary>The same, where what the project is about has been decided.</summary>
    public async Task<IReadOnlyList<string>> BetweenAsync(Catalog managed, Catalog wanted, CancellationToken cancellationToken)
    {
        wanted = Ignoring.Without(wanted);
        wanted = Dialect.Align(wanted, managed);
        var different = Prover.Different(managed, wanted);
        if (different.Count > 0 && different.All(id => managed.Find(id) is not null && wanted.Find(id) is not null))
        {
            try
            {
                var settled = await new ShadowRunner(Dialect).SettleAsync(Shadows, managed, cancellationToken).ConfigureAwait(false);
                if (Prover.Different(settled, wanted).Count == 0)
                    return [];
            }
            catch (ProblemException e) when (e.Kind is ProblemKind.Preflight or ProblemKind.Internal or ProblemKind.Refused)
            {
                Report.Detail(e.Problem.What);
            }
        }
        return Prover.Differences(managed, wanted);
    }

    public IReadOnlyList<IgnoreRule> IgnoredIn(EnvironmentConfig? environment) => [.. Config.Ignore, .. environment?.Ignore ?? []];

    /// <summary>A path as the user would write it from where the command runs.</summary>
    public string Shown(string path) =>
        Path.GetRelativePath(System.IO.Directory.GetCurrentDirectory(), path) is var r && !r.StartsWith("..", StringComparison.Ordinal)
            ? r
            : path;

    private IEnumerable<DdlStatement> Ddl(SchemaStatement s)
    {
        var file = Shown(Path.Combine(Config.Schema, s.File));
        return s.Kind == SchemaStatement.SqlFile
            ? DdlLoader.Split(s.Sql, file, Dialect.Syntax)
            : [new DdlStatement(s.Sql, $"{file}:{s.Line}")];
    }

    // Databases behind a tunnel or a command are not asked: the configured shadow must be empty or carry its own mark in any case.
    private IShadowProvider OpenShadows()
    {
        var others = Config.Environments.Values.Where(e => e.Dialect == Dialect.Name).Select(AtHand).OfType<string>().ToList();
        var configured = Config.Shadow is { } shadow
            ? Tools.Resolve(
                new SecretResolver(Config.Directory, _app.Time).Resolve(shadow, $"{Config.File}: shadow"),
                null,
                Config.Directory
            )
            : null;
        return Tools.Shadows(configured, LocalForShadows, others);
    }

    /// <summary>The local environment's database, beside which a temporary one may be made.</summary>
    private string? LocalForShadows =>
        Environment is { } e && AtHand(e) is { } connection && IsHere(e) && Policy == Policy.Open ? connection : null;

    /// <summary>
    /// The connection of an environment for which nothing has to be started; null where a variable is not set here, or a tunnel or a
    /// command is needed.
    /// </summary>
    private string? AtHand(EnvironmentConfig environment) =>
        new EnvironmentAddress(Config, environment, _app.Time) is { IsAtHand: true } address
            ? DialectTools.For(environment.Dialect).Resolve(address.Url, address.PlainPassword, Config.Directory)
            : null;

    private ProblemException NoEnvironment() =>
        new(
            ProblemKind.Usage,
            new(
                "ST2005",
                Config.File,
                "no environment was named, and there is none called \"local\"",
                "nothing was done",
                Config.Environments.Count == 0
                    ? "add one to \"environments\""
                    : $"add --env with one of: {string.Join(", ", Config.Environments.Keys)}"
            )
        );

    public async ValueTask DisposeAsync()
    {
        if (_shadows.IsValueCreated)
            await _shadows.Value.DisposeAsync().ConfigureAwait(false);
        await _connector.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>The schema as code gives it.</summary>
internal sealed record CodeSchema(IReadOnlyList<DdlStatement> Statements, IReadOnlyList<RenameHint> Renames);
