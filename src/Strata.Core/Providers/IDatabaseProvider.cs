using System.Data.Common;
using Strata.Core.Data;
using Strata.Core.Diagnosis;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Transfer;

namespace Strata.Core.Providers;

/// <summary>One database system, whole: its dialect, and how its databases are reached, changed, copied and examined.</summary>
public interface IDatabaseProvider
{
    /// <summary>The model, the planner and the reader.</summary>
    IDialect Dialect { get; }

    /// <summary>The product's own name: <c>PostgreSQL</c>.</summary>
    string ProductName { get; }

    /// <summary>Dump, restore and checksums of a whole database.</summary>
    IDataTools Data { get; }

    /// <summary>Rows put into tables.</summary>
    IRowTools Rows { get; }

    /// <summary>A database replaced by another.</summary>
    ISwapTools Swap { get; }

    /// <summary>Rows of some tables made the same as elsewhere.</summary>
    IContentTools Content { get; }

    /// <summary>The rows of one database put into the empty tables of another.</summary>
    ITransferTools Transfer { get; }

    /// <summary>Examines a database.</summary>
    IDoctor Doctor { get; }

    /// <summary>Objects belong to roles.</summary>
    bool HasOwners { get; }

    /// <summary>The URL of a new project's local database.</summary>
    /// <param name="project">The project's name: letters, digits and underscores.</param>
    string DefaultUrl(string project);

    /// <summary>The URL or connection string names this system itself.</summary>
    bool Recognizes(string url);

    /// <summary>A connection string in this system's form, from whatever the user wrote.</summary>
    /// <param name="url">A URL or a connection string, without references.</param>
    /// <param name="password">Takes the place of the URL's own; null for none.</param>
    /// <param name="directory">The absolute folder that relative paths start from.</param>
    /// <exception cref="ProblemException">It cannot be read (exit 2).</exception>
    string Resolve(string url, string? password, string directory);

    /// <summary>The connection string of a data source of this system, the password included; null for one of another.</summary>
    string? ConnectionStringOf(DbDataSource source);

    /// <summary>The database is on this machine.</summary>
    bool IsLocal(string connectionString);

    /// <summary>The database's own name, without a path or an ending.</summary>
    string DatabaseName(string connectionString);

    /// <summary>True when there is a database to look at, and where only a connection can tell.</summary>
    bool Exists(string connectionString);

    /// <summary>Opens a connection for reading; a login that may do no more is enough.</summary>
    /// <exception cref="ProblemException">No connection (exit 11).</exception>
    Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellationToken);

    /// <summary>A source of shadow databases.</summary>
    /// <param name="configured">The connection string of the shadow that the project names; null for none.</param>
    /// <param name="local">The local environment's database, beside which a temporary one may be created; null for none.</param>
    /// <param name="environments">Connection strings that must not be taken for a shadow.</param>
    IShadowProvider Shadows(string? configured, string? local, IReadOnlyList<string> environments);

    /// <summary>A database to change.</summary>
    IMigrationTarget Target(string connectionString);

    /// <summary>A database to look at: a login that may only read, or a replica, is enough.</summary>
    IMigrationTarget Reader(string connectionString);

    /// <summary>The record of the commands that wrote to a database.</summary>
    IRunLog RunLog(string connectionString);

    /// <summary>Examines the programs that the system needs on this machine.</summary>
    Task<IReadOnlyList<Symptom>> ExamineMachineAsync(CancellationToken cancellationToken);

    /// <summary>Creates the database that <see cref="ProviderProblems.MissingDatabase"/> reported.</summary>
    Task CreateDatabaseAsync(string connectionString, CancellationToken cancellationToken);

    /// <summary>Objects of some roles, each with its owner.</summary>
    Task<IReadOnlyDictionary<ObjectId, string>> OwnersAsync(DbConnection connection, string[] roles, CancellationToken cancellationToken);

    /// <summary>Migrations as a script for the system's own client.</summary>
    /// <exception cref="ProblemException">That client cannot do it (exit 9 or 12).</exception>
    string Script(ScriptRequest request);

    /// <summary>The path of a native library that a program in one file has to carry; null for none.</summary>
    /// <exception cref="ProblemException">It is not there (exit 12).</exception>
    string? NativeLibrary();

    /// <summary>Uses a native library that a program in one file carried.</summary>
    void UseNativeLibrary(string path);
}
