using Strata.Bundling;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Generating;
using Strata.Migrating;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;
using Strata.Pushing;
using Strata.Status;
using Strata.Verifying;

namespace Strata;

/// <summary>
/// A project and one of its environments, with a method for each operation. Every host (the command line, a web application, a test) takes
/// the same path: identity guard, policy, acknowledgement, lock, run and verification are inside the operations.
/// </summary>
/// <remarks>Not thread-safe: one operation at a time. A <see cref="ProblemException"/> carries what happened, the state, and the remedy.</remarks>
public sealed class StrataProject : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly IDisposable? _owned;

    internal StrataProject(Workspace workspace, IDisposable? owned = null) => (_workspace, _owned) = (workspace, owned);

    /// <summary>The project at work, for hosts that are part of Strata.</summary>
    internal Workspace Workspace => _workspace;

    /// <summary>Opens the project of a folder.</summary>
    /// <param name="directory">A folder; strata.json is in it or in one above.</param>
    /// <param name="environment">The environment's name in strata.json; null for the one called "local".</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <exception cref="ProblemException">There is no strata.json or an invalid one, or no such environment (exit 2).</exception>
    public static StrataProject Open(string directory, string? environment = null, StrataHost? host = null) =>
        Open(directory, configuration: null, environment, host);

    /// <summary>Opens a project by its configuration file.</summary>
    /// <param name="directory">The folder where a relative path of the file starts.</param>
    /// <param name="configuration">The configuration file; null to look for strata.json.</param>
    /// <param name="environment">The environment's name; null for the one called "local".</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <exception cref="ProblemException">There is no such file or an invalid one, or no such environment (exit 2).</exception>
    public static StrataProject Open(string directory, string? configuration, string? environment, StrataHost? host)
    {
        host ??= new StrataHost();
        var providers = DatabaseProviders.Create(host.Time);
        var config = new ConfigReader(providers, host.Variables).Load(configuration, Path.GetFullPath(directory));
        var name = environment ?? (config.Environments.ContainsKey(DefaultEnvironment) ? DefaultEnvironment : null);
        return new(
            new Workspace(config, name is null ? null : config.Environment(name), providers, host) { IsNamed = environment is not null }
        );
    }

    /// <summary>Opens the project that a bundle carries.</summary>
    /// <param name="file">The bundle.</param>
    /// <param name="directory">The folder where relative paths start.</param>
    /// <param name="environment">The environment's name; null for the one called "local".</param>
    /// <param name="url">The database, instead of the environment's; null for that.</param>
    /// <param name="host">The surroundings.</param>
    /// <exception cref="ProblemException">The bundle was damaged (exit 3), or has no such environment (exit 2).</exception>
    internal static StrataProject Open(BundleFile file, string directory, string? environment, string? url, StrataHost host)
    {
        var providers = DatabaseProviders.Create(host.Time);
        var bundle = Bundle.Open(file, providers, host.Progress);
        try
        {
            var config = bundle.Configuration(new ConfigReader(providers, host.Variables), directory);
            if (url is not null)
                config = config.At(environment ?? DefaultEnvironment, url);
            var name = environment ?? (config.Environments.ContainsKey(DefaultEnvironment) ? DefaultEnvironment : null);
            return new(
                new Workspace(config, name is null ? null : config.Environment(name), providers, host)
                {
                    IsNamed = environment is not null,
                    Commit = bundle.Commit,
                    RemembersFirstContact = false,
                },
                bundle
            );
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    private const string DefaultEnvironment = "local";

    /// <summary>The absolute path of the schema's folder.</summary>
    public string SchemaFolder => _workspace.Config.Schema;

    /// <summary>Writes the next migration, or tells whether one is missing.</summary>
    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), the schema is invalid or empty (exit 2), or a rename is
    /// undecided (exit 10).</exception>
    public Task<GenerateResult> GenerateAsync(GenerateRequest? request = null, CancellationToken cancellationToken = default) =>
        new GenerateOperation(_workspace).RunAsync(request ?? new(), cancellationToken);

    /// <summary>Makes the environment's database equal to the schema.</summary>
    /// <exception cref="ProblemException">The policy forbids it (exit 9), a decision is missing (exit 10), another run holds the lock (exit
    /// 6), or a statement failed (exit 7 or 8).</exception>
    public Task<PushResult> PushAsync(PushRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "push",
            async () =>
            {
                var push = new PushOperation(_workspace, request ?? new());
                await push.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
                return await push.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        );

    /// <summary>Pushes, and again whenever the schema's files rest after a change, until it is cancelled.</summary>
    /// <param name="request">The request.</param>
    /// <param name="pushed">Called with each result.</param>
    /// <param name="failed">Called with each problem, which does not end it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProblemException">The policy forbids it (exit 9).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<PushResult> WatchAsync(
        PushRequest request,
        Action<PushResult> pushed,
        Action<ProblemException> failed,
        CancellationToken cancellationToken
    ) =>
        RecordedAsync(
            "push",
            async () =>
            {
                var push = new PushOperation(_workspace, request);
                await push.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
                return await new PushWatcher(_workspace, push.RunAsync).RunAsync(pushed, failed, cancellationToken).ConfigureAwait(false);
            }
        );

    /// <summary>Runs pending migrations, and verifies the result.</summary>
    /// <exception cref="ProblemException">The folder and the history are inconsistent (exit 3), a hazard is not acknowledged (exit 10), the
    /// database is another environment's (exit 9), another run holds the lock (exit 6), a migration failed (exit 7 or 8), or the result
    /// differs (exit 4).</exception>
    public Task<MigrateResult> MigrateAsync(MigrateRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync("migrate", () => new MigrateOperation(_workspace, request ?? new()).RunAsync(cancellationToken));

    /// <summary>Lists what <see cref="MigrateAsync"/> would run. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="MigrateAsync"/>, for everything found before the first statement.</exception>
    public Task<MigratePreview> PreviewMigrateAsync(MigrateRequest? request = null, CancellationToken cancellationToken = default) =>
        new MigrateOperation(_workspace, request ?? new()).PreviewAsync(cancellationToken);

    /// <summary>Runs all migrations in a shadow database, compares the result with the schema, and rolls them back.</summary>
    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), a migration fails (exit 7 or 8), or a state differs (exit
    /// 4).</exception>
    public Task<VerifyResult> VerifyAsync(CancellationToken cancellationToken = default) =>
        _owned is null
            ? new VerifyOperation(_workspace).RunAsync(cancellationToken)
            : throw VerifyProblems.NoSchema.Error(
                "",
                "a bundle holds no schema to compare with",
                "nothing was run",
                $"test where the project is: {Call.Strata("migrate").With("test")}"
            );

    /// <summary>Compares the migrations folder with the database's record. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">The journal cannot be read (exit 3), or there is no connection (exit 11).</exception>
    public Task<StatusResult> StatusAsync(CancellationToken cancellationToken = default) =>
        new StatusOperation(_workspace).RunAsync(cancellationToken);

    /// <summary>The status of every environment. One that cannot be read is a row with its problem.</summary>
    public Task<AllStatusResult> StatusOfAllAsync(CancellationToken cancellationToken = default) =>
        new AllStatusOperation(_workspace).RunAsync(cancellationToken);

    /// <summary>The operations that wrote to the environment's database.</summary>
    /// <exception cref="ProblemException">There is no connection (exit 11).</exception>
    public Task<RunsResult> RunsAsync(CancellationToken cancellationToken = default) =>
        new RunsOperation(_workspace).RunAsync(cancellationToken);

    private Task<T> RecordedAsync<T>(string name, Func<Task<T>> operation)
        where T : OperationResult => new RunRecorder(_workspace).RunAsync(name, operation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _workspace.DisposeAsync().ConfigureAwait(false);
        _owned?.Dispose();
    }
}
