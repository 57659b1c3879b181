using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// A database that migrations run against. One connection does everything, so that the lock is on the connection that works: nothing can be
/// done under a lock that another run holds by now.
/// </summary>
public interface IMigrationTarget : IAsyncDisposable
{
    SqlSyntax Syntax { get; }

    /// <summary>Database and server for messages, without any secret.</summary>
    string Name { get; }

    /// <summary>The connection that works; open after <see cref="OpenAsync"/>.</summary>
    DbConnection Connection { get; }

    /// <summary>Connects, or connects again after a loss, and checks that this database can be migrated at all.</summary>
    /// <exception cref="ProblemException">Exit 11 when there is no connection, 12 when the server is not fit: too old, a replica,
    /// read-only.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Takes the lock if it is free. It is freed by <see cref="UnlockAsync"/> or by the end of the connection.</summary>
    Task<bool> TryLockAsync(CancellationToken cancellationToken);

    /// <summary>The lock holder, for a person who waits.</summary>
    Task<string> DescribeHolderAsync(CancellationToken cancellationToken);

    Task UnlockAsync(CancellationToken cancellationToken);

    /// <summary>Reads the record. Creates nothing.</summary>
    /// <exception cref="ProblemException">Exit 3 when a newer Strata wrote it.</exception>
    Task<TargetState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The objects that migrations retain here. Creates nothing; null where this login may not read them.</summary>
    /// <param name="sizes">With their rows and bytes.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<ImmutableArray<RetainedObject>?> ReadRetainedAsync(bool sizes, CancellationToken cancellationToken);

    /// <summary>The statements that delete what is retained in some places, and nothing else: an object that another one needs stops
    /// them.</summary>
    Task<string> WritePurgeAsync(IReadOnlyList<string> places, CancellationToken cancellationToken);

    /// <summary>Creates our tables where they are missing and makes earlier runs unable to write. Needs the lock.</summary>
    Task PrepareAsync(RunInfo run, CancellationToken cancellationToken);

    /// <summary>The transactions of a script, checked against this connection.</summary>
    /// <exception cref="ProblemException">Exit 3 or 12: a statement cannot be run safely here.</exception>
    ImmutableArray<StatementGroup> Group(SqlScript script);

    /// <summary>Runs one transaction.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="completed">Called with each statement that the server has completed; they are not committed yet.</param>
    /// <param name="cancellationToken">Cancels the statement that runs, and rolls back.</param>
    /// <exception cref="StatementException">It was rolled back, or the connection was lost and its outcome is not known.</exception>
    Task RunAsync(TransactionUnit unit, Action<SqlStatement> completed, CancellationToken cancellationToken);

    /// <summary>Runs one statement outside of any transaction.</summary>
    /// <exception cref="StatementException">It failed, or the connection was lost.</exception>
    Task RunAloneAsync(SqlStatement statement, TimeSpan statementTimeout, CancellationToken cancellationToken);

    /// <summary>Asks the catalog whether a statement had its effect.</summary>
    Task<Probe> ProbeAsync(SqlStatement statement, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the invalid object that an interrupted statement left, so that it can be run again; completes what one has begun that cannot
    /// be run again.
    /// </summary>
    Task CleanUpAsync(SqlStatement statement, CancellationToken cancellationToken);

    /// <summary>Runs work on <see cref="Connection"/>.</summary>
    /// <exception cref="StatementException">The database refused a statement of it, or the connection was lost.</exception>
    Task<T> UseAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken);
}
