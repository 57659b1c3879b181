using System.Data.Common;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Migrating;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata;

/// <summary>
/// Runs migrations from a program that has no strata.json, on the same path as the command line: the database's stamp, the policy, the
/// acknowledgement of hazards, the lock, the run and the verification are inside.
/// </summary>
public static class Migrator
{
    /// <summary>Runs pending migrations, and verifies the result.</summary>
    /// <param name="connectionString">The database: a connection string of its ADO.NET provider or a URL, taken literally.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="options">The environment and its terms.</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <param name="cancellationToken">Stops between statements, or cancels the one that runs.</param>
    /// <returns>The migrations that were applied, and the state reached.</returns>
    /// <exception cref="ProblemException">The folder has no journal (<see cref="ProblemKind.Usage"/>), the migrations and the history are
    /// inconsistent (<see cref="ProblemKind.Inconsistent"/>), a hazard is not acknowledged (<see cref="ProblemKind.DecisionMissing"/>), the
    /// database is another environment's (<see cref="ProblemKind.Refused"/>), another run holds the lock (<see
    /// cref="ProblemKind.LockBusy"/>), there is no connection (<see cref="ProblemKind.NoConnection"/>), the server or the login lacks what
    /// is needed (<see cref="ProblemKind.Preflight"/>), a migration failed (<see cref="ProblemKind.FailedUnchanged"/>, <see
    /// cref="ProblemKind.FailedPartial"/>), the outcome of a COMMIT is unknown (<see cref="ProblemKind.OutcomeUnknown"/>), the run
    /// was cancelled after it had begun (<see cref="ProblemKind.Interrupted"/>), or the result differs (<see
    /// cref="ProblemKind.Differences"/>).</exception>
    /// <exception cref="ArgumentException">The connection string is empty, or the assembly has no embedded migrations.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the run began.</exception>
    public static async Task<MigrateResult> RunAsync(
        string connectionString,
        MigrationSource migrations,
        MigratorOptions options,
        StrataHost? host = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ArgumentNullException.ThrowIfNull(migrations);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Environment);
        host ??= new StrataHost();
        using var files = migrations.Open();
        return await RunAsync(connectionString, files.Path, options, DatabaseProviders.Create(host), host, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync(string, MigrationSource, MigratorOptions, StrataHost?, CancellationToken)"/>
    /// <param name="dataSource">The database. Connections are opened by its connection string and not by itself, since they have to live
    /// apart from its pool: what it sets by code (callbacks for passwords or certificates) does not hold for them.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="options">The environment and its terms.</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <param name="cancellationToken">Stops between statements, or cancels the one that runs.</param>
    /// <exception cref="ArgumentException">The data source is of a provider that Strata does not know.</exception>
    public static Task<MigrateResult> RunAsync(
        DbDataSource dataSource,
        MigrationSource migrations,
        MigratorOptions options,
        StrataHost? host = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var providers = DatabaseProviders.Create(host ?? new());
        var connectionString =
            providers.Names.Select(n => providers.For(n).ConnectionStringOf(dataSource)).FirstOrDefault(c => c is not null)
            ?? throw new ArgumentException(
                $"{dataSource.GetType().FullName} is no data source of {string.Join(" or ", providers.Names)}.",
                nameof(dataSource)
            );
        return RunAsync(connectionString, migrations, options, host, cancellationToken);
    }

    private static async Task<MigrateResult> RunAsync(
        string connectionString,
        string folder,
        MigratorOptions options,
        ProviderSet providers,
        StrataHost host,
        CancellationToken cancellationToken
    )
    {
        var dialect = await DialectAsync(folder, cancellationToken).ConfigureAwait(false);
        var environment = Target(connectionString, folder, options, dialect);
        var config = new ProjectConfig(
            "the options of the migrator",
            Path.GetFullPath("."),
            dialect,
            Schema: folder,
            folder,
            new Dictionary<string, EnvironmentConfig> { [environment.Name] = environment }
        );
        var workspace = new Workspace(config, environment, providers, host)
        {
            IsNamed = true,
            RemembersFirstContact = false,
            Commit = options.Commit,
        };
        var project = new StrataProject(workspace);
        await using var projectScope = project.ConfigureAwait(false);
        var request = new MigrateRequest
        {
            To = options.To,
            LockWait = options.LockWait,
            Acknowledged = new([.. options.Acknowledged]),
        };
        return await project.MigrateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static EnvironmentConfig Target(string connectionString, string folder, MigratorOptions options, string dialect) =>
        new(options.Environment, "the connection string", connectionString)
        {
            IsLiteral = true,
            Policy = options.Policy,
            OutOfOrder = options.OutOfOrder,
            Drift = options.Drift,
            Ignore = options.Ignore,
            Dialect = dialect,
            Migrations = folder,
        };

    /// <summary>The dialect that the journal names.</summary>
    /// <exception cref="ProblemException">There is no journal, so that nothing can be pending there (ST3009, exit 2); or it cannot be read
    /// (exit 3).</exception>
    private static async Task<string> DialectAsync(string folder, CancellationToken cancellationToken)
    {
        var journal = MigrationFolder.JournalPath(folder);
        if (!File.Exists(journal))
            throw FolderProblems.NoMigrations.Error(
                folder,
                "no migrations folder: it has no meta/_journal.json",
                "nothing was run",
                "copy the migrations folder beside the program, as a whole, or embed all of its files"
            );
        return JournalJson.Read(await File.ReadAllBytesAsync(journal, cancellationToken).ConfigureAwait(false), journal).Dialect;
    }
}
