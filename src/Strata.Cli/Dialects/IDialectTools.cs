using System.Data.Common;
using Strata.Core.Data;
using Strata.Core.Diagnosis;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;

namespace Strata.Cli.Dialects;

/// <summary>What a command needs of a dialect besides its model: connections, throwaway databases, a target to run on.</summary>
internal interface IDialectTools
{
    IDialect Dialect { get; }

    /// <summary>The database as a whole: dump, restore, sums.</summary>
    IDataTools Data { get; }

    /// <summary>Rows put into tables.</summary>
    IRowTools Rows { get; }

    /// <summary>A database replaced by another.</summary>
    ISwapTools Swap { get; }

    /// <summary>Rows of some tables made the same as elsewhere.</summary>
    IContentTools Content { get; }

    /// <summary>A connection string in this dialect's form, from whatever the user wrote; relative paths start at a folder.</summary>
    /// <exception cref="ProblemException">It is none (exit 2).</exception>
    string Resolve(string url, string? password, string directory);

    /// <summary>The database is on this machine.</summary>
    bool IsLocal(string connectionString);

    /// <summary>The database's own name, without a path or an ending.</summary>
    string DatabaseName(string connectionString);

    /// <summary>Whether there is a database to look at; where only a connection can tell, it is taken to be there.</summary>
    bool Exists(string connectionString);

    /// <summary>For reading: a login that may do no more is enough.</summary>
    /// <exception cref="ProblemException">No connection (exit 11).</exception>
    Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellationToken);

    IShadowProvider Shadows(string? configured, string? local, IReadOnlyList<string> environments);

    IMigrationTarget Target(string connectionString);

    /// <summary>The same for looking only: a login that may do no more, or a replica, is enough.</summary>
    IMigrationTarget Reader(string connectionString);

    /// <summary>The record of commands that wrote to the database.</summary>
    IRunLog RunLog(string connectionString);

    /// <summary>Looks a database over.</summary>
    IDoctor Doctor { get; }

    /// <summary>Looks over the programs that the dialect needs on this machine.</summary>
    Task<IReadOnlyList<Symptom>> ExamineMachineAsync(CancellationToken cancellationToken);

    /// <summary>Makes the database that <see cref="Problem.MissingDatabase"/> told of.</summary>
    Task CreateDatabaseAsync(string connectionString, CancellationToken cancellationToken);

    /// <summary>What some roles own.</summary>
    Task<IReadOnlyDictionary<ObjectId, string>> OwnersAsync(DbConnection connection, string[] roles, CancellationToken cancellationToken);

    /// <summary>Migrations as a script for the dialect's own client.</summary>
    /// <exception cref="ProblemException">That client cannot do it (exit 9 or 12).</exception>
    string Script(ScriptRequest request);
}
