using Strata.Baselining;
using Strata.Bundling;
using Strata.Checking;
using Strata.Configuring;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Diagnosing;
using Strata.Diffing;
using Strata.Drifting;
using Strata.Environments;
using Strata.Generating;
using Strata.Initializing;
using Strata.Migrating;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Pushing;
using Strata.Scripting;
using Strata.Squashing;
using Strata.Status;
using Strata.Verifying;

namespace Strata;

/// <summary>
/// A project and one of its environments, with a method for each operation. Every host (the command line, a web application, a test) takes
/// the same path: identity guard, policy, acknowledgement, lock, run and verification are inside the operations.
/// </summary>
/// <remarks>Not thread-safe: one operation at a time. A <see cref="ProblemException"/> carries what happened, the state, and the
/// remedy.</remarks>
public sealed partial class StrataProject : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly IDisposable? _owned;

    internal StrataProject(Workspace workspace, IDisposable? owned = null) => (_workspace, _owned) = (workspace, owned);

    /// <summary>The open project, for hosts that are part of Strata.</summary>
    internal Workspace Workspace => _workspace;

    private const string DefaultEnvironment = "local";

    /// <summary>The absolute path of the schema's folder.</summary>
    public string SchemaFolder => _workspace.Config.Schema;

    /// <summary>Writes the next migration, or tells whether one is missing.</summary>
    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), the schema is invalid or empty (exit 2), or a rename is
    /// undecided (exit 10).</exception>
    public Task<GenerateResult> GenerateAsync(GenerateRequest? request = null, CancellationToken cancellationToken = default) =>
        new GenerateOperation(_workspace).RunAsync(request ?? new(), cancellationToken);

    /// <summary>Removes the last migration, where no database has run it.</summary>
    /// <exception cref="ProblemException">There is no migration (exit 2), another one is inconsistent (exit 3), a database has run it (exit
    /// 9), or cannot be read (exit 10).</exception>
    public Task<UndoGenerateResult> UndoGenerateAsync(PendingRequest? request = null, CancellationToken cancellationToken = default) =>
        new UndoGenerateOperation(_workspace, request ?? new()).RunAsync(cancellationToken);

    /// <summary>Records the edits of migrations that no database has run, after they were run in a shadow database.</summary>
    /// <exception cref="ProblemException">The folder has other problems (exit 3), a deployed migration was edited (exit 9), a database
    /// cannot be read (exit 10), or an edit leads to another state (exit 4).</exception>
    public Task<AmendResult> AmendAsync(PendingRequest? request = null, CancellationToken cancellationToken = default) =>
        new AmendOperation(_workspace, request ?? new()).RunAsync(cancellationToken);

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
            },
            cancellationToken,
            keeps: true
        );

    /// <summary>Pushes, and again whenever the schema's files rest after a change, until it is cancelled.</summary>
    /// <param name="request">The request.</param>
    /// <param name="pushed">Called with each result.</param>
    /// <param name="failed">Called with each problem, which does not end it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProblemException">The policy forbids it (exit 9).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled during a push.</exception>
    public Task<WatchResult> WatchAsync(
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
            },
            cancellationToken
        );

    /// <summary>Runs pending migrations, and verifies the result.</summary>
    /// <exception cref="ProblemException">The folder and the history are inconsistent (exit 3), a hazard is not acknowledged (exit 10), the
    /// database is another environment's (exit 9), another run holds the lock (exit 6), a migration failed (exit 7 or 8), or the result
    /// differs (exit 4).</exception>
    public Task<MigrateResult> MigrateAsync(MigrateRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "migrate",
            () => new MigrateOperation(_workspace, request ?? new()).RunAsync(cancellationToken),
            cancellationToken,
            keeps: true
        );

    /// <summary>Lists what <see cref="MigrateAsync"/> would run. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="MigrateAsync"/>, for everything found before the first statement.</exception>
    public async Task<MigratePreview> PreviewMigrateAsync(MigrateRequest? request = null, CancellationToken cancellationToken = default)
    {
        await _workspace.LearnPolicyAsync(keeps: true, cancellationToken).ConfigureAwait(false);
        return await new MigrateOperation(_workspace, request ?? new()).PreviewAsync(cancellationToken).ConfigureAwait(false);
    }

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

    /// <summary>Writes the files of a new project. Never overwrites one.</summary>
    /// <param name="directory">The project's folder.</param>
    /// <param name="request">The request; null to ask, else for SQLite.</param>
    /// <param name="host">The surroundings; null for this process.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">The folder is a project already, or the dialect or URL is none (exit 2).</exception>
    public static Task<InitResult> InitAsync(
        string directory,
        InitRequest? request = null,
        StrataHost? host = null,
        CancellationToken cancellationToken = default
    )
    {
        host ??= new StrataHost();
        return new InitOperation(Path.GetFullPath(directory), DatabaseProviders.Create(host), host.Decisions).RunAsync(
            request ?? new(),
            cancellationToken
        );
    }

    /// <summary>Plans the SQL that turns one schema into another. Two databases, files or "empty" need no project.</summary>
    /// <param name="directory">The folder where relative paths start.</param>
    /// <param name="request">The two sources.</param>
    /// <param name="open">Opens the project, where a source needs it.</param>
    /// <param name="host">The surroundings; null for this process.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">A source is unknown, or they are of two dialects (exit 2); a database cannot be reached (exit
    /// 11).</exception>
    public static Task<DiffResult> DiffAsync(
        string directory,
        DiffRequest request,
        Func<StrataProject> open,
        StrataHost? host = null,
        CancellationToken cancellationToken = default
    )
    {
        host ??= new StrataHost();
        return new DiffOperation(
            DatabaseProviders.Create(host),
            Path.GetFullPath(directory),
            () => open()._workspace,
            host.Progress
        ).RunAsync(request, cancellationToken);
    }

    /// <summary>Compares the database with the state that its own history leads to. Writes nothing.</summary>
    /// <exception cref="ProblemException">The history and the folder are inconsistent (exit 3), no migration was ever applied (exit 2), or
    /// there is no database (exit 11).</exception>
    public Task<DriftResult> DriftAsync(DriftRequest? request = null, CancellationToken cancellationToken = default) =>
        new DriftOperation(_workspace).RunAsync(request ?? new(), cancellationToken);

    /// <summary>Writes the drift of the database as the next migration, and records it as applied there.</summary>
    /// <exception cref="ProblemException">As <see cref="DriftAsync"/>; migrations are pending (exit 2), a rename is undecided (exit 10), or
    /// the database was changed meanwhile (exit 9).</exception>
    public Task<AcceptDriftResult> AcceptDriftAsync(AcceptDriftRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync("drift", () => new AcceptDriftOperation(_workspace, request).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Checks the migrations folder. Writes nothing.</summary>
    /// <exception cref="ProblemException">The journal cannot be read (exit 3), there is no git for staged files (exit 2), or a named
    /// environment's database cannot be reached (exit 11).</exception>
    public Task<CheckResult> CheckAsync(CheckRequest? request = null, CancellationToken cancellationToken = default) =>
        new CheckOperation(_workspace).RunAsync(request ?? new(), cancellationToken);

    /// <summary>Hands a database that already has the schema over to migrations.</summary>
    /// <exception cref="ProblemException">There is no migration (exit 2), the database has a history or another environment's stamp (exit
    /// 9), or differs (exit 4).</exception>
    public Task<BaselineResult> BaselineAsync(BaselineRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync("baseline", () => new BaselineOperation(_workspace, request ?? new()).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Makes a copied, restored or replaced database the environment's.</summary>
    /// <exception cref="ProblemException">It is not confirmed (exit 10), or declined (exit 9).</exception>
    public Task<AdoptDatabaseResult> AdoptDatabaseAsync(AdoptDatabaseRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync("env adopt", () => new AdoptDatabaseOperation(_workspace, request).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Gives the stamp of the environment's database the less strict policy of strata.json.</summary>
    /// <exception cref="ProblemException">It is not confirmed (exit 10), or declined (exit 9); or the backup could not be made or verified
    /// (exit 13).</exception>
    public Task<LoosenResult> LoosenAsync(LoosenRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync("env loosen", () => new LoosenOperation(_workspace, request).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Gives an open environment's database back to push.</summary>
    /// <exception cref="ProblemException">The environment or its database's stamp is not open (exit 9).</exception>
    public Task<ConvertResult> ConvertAsync(CancellationToken cancellationToken = default) =>
        RecordedAsync("env convert", () => new ConvertOperation(_workspace).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Folds the first migrations into one that replaces them.</summary>
    /// <exception cref="ProblemException">There are no two migrations (exit 2), one was never applied (exit 3), statements on rows are
    /// undecided (exit 10), or the result differs (exit 4).</exception>
    public Task<SquashResult> SquashAsync(SquashRequest? request = null, CancellationToken cancellationToken = default) =>
        new SquashOperation(_workspace, request ?? new()).RunAsync(cancellationToken);

    /// <summary>Writes migrations as SQL for the database's own client. Opens no database.</summary>
    /// <exception cref="ProblemException">There is no migration, or no path between the states (exit 2); a down-script is missing (exit 3);
    /// the client cannot do it (exit 9).</exception>
    public Task<MigrationScriptResult> ScriptAsync(MigrationScriptRequest? request = null, CancellationToken cancellationToken = default) =>
        new ScriptOperation(_workspace, request ?? new()).RunAsync(cancellationToken);

    /// <summary>Writes the running program with the migrations inside.</summary>
    /// <exception cref="ProblemException">There is no migration, or the file cannot be written there (exit 2); the program is not native
    /// code (exit 12); the file exists, or strata.json holds a password (exit 9).</exception>
    public Task<BundleResult> BundleAsync(BundleRequest request, CancellationToken cancellationToken = default) =>
        new BundleOperation(_workspace).RunAsync(request, cancellationToken);

    /// <summary>The configuration, value by value. Opens no database and runs no command.</summary>
    /// <exception cref="ProblemException">It is invalid (exit 2).</exception>
    public ConfigurationResult Configuration() => new ConfigurationOperation(_workspace).Run();

    /// <summary>Examines this machine and the environment's database. Changes nothing.</summary>
    /// <exception cref="ProblemException">Something is bad (exit 12).</exception>
    public Task<DiagnoseResult> DiagnoseAsync(CancellationToken cancellationToken = default) =>
        new DiagnoseOperation(_workspace).RunAsync(cancellationToken);

    /// <summary>The names of the services that are deployed with the database.</summary>
    public IReadOnlyList<string> Services => [.. _workspace.Config.Services.Keys];

    /// <summary>Runs an operation that writes, judged by the stricter of strata.json and the stamp, and records it.</summary>
    /// <param name="name">The operation's name.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="keeps">The operation goes on in the session in which the stamp was read: it replaces no database.</param>
    private async Task<T> RecordedAsync<T>(string name, Func<Task<T>> operation, CancellationToken cancellationToken, bool keeps = false)
        where T : OperationResult
    {
        await _workspace.LearnPolicyAsync(keeps, cancellationToken).ConfigureAwait(false);
        try
        {
            return await new RunRecorder(_workspace).RunAsync(name, operation).ConfigureAwait(false);
        }
        finally
        {
            await _workspace.Databases.ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _workspace.DisposeAsync().ConfigureAwait(false);
        _owned?.Dispose();
    }
}
