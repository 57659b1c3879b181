using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Statements that run in one transaction, or one statement outside of any.</summary>
public sealed record StatementGroup(TransactionMode Transaction, ImmutableArray<SqlStatement> Statements);

/// <summary>A change of the record that commits together with statements. A closed set.</summary>
public abstract record Bookkeeping
{
    private protected Bookkeeping() { }
}

/// <summary>Writes a migration's row, or updates the one that is there.</summary>
public sealed record SaveHistory(HistoryRow Row) : Bookkeeping;

/// <summary>Writes a step's row, or updates the one that is there.</summary>
public sealed record SaveStep(StepRow Row) : Bookkeeping;

/// <summary>A migration no longer counts as applied.</summary>
public sealed record SaveRollback(string Tag) : Bookkeeping
{
    /// <summary>
    /// A migration with what it stands for: where a squash is taken back, nothing of what was folded into it is there any more.
    /// </summary>
    public static Bookkeeping[] Of(Migration migration) =>
        [new SaveRollback(migration.Tag), .. migration.Entry.Replaces.Select(r => new SaveRollback(r.Split(' ')[0]))];

    /// <summary>Added to the row's error: who settled it, and on what evidence. Null where its down-script was run.</summary>
    public string? Why { get; init; }

    /// <summary>The row that the decision was made on; another one stops the transaction.</summary>
    public HistoryRow? Seen { get; init; }
}

/// <summary>Notes what the schema looks like after a migration; null where it is to be looked at again.</summary>
public sealed record SaveFingerprint(string Tag, string? Fingerprint) : Bookkeeping;

/// <summary>Writes or replaces the database's stamp.</summary>
public sealed record SaveStamp(Stamp Stamp) : Bookkeeping;

/// <summary>One transaction: statements, then bookkeeping, then COMMIT.</summary>
public sealed record TransactionUnit(ImmutableArray<SqlStatement> Statements, ImmutableArray<Bookkeeping> Bookkeeping)
{
    /// <summary>How long a statement may wait for a lock.</summary>
    public TimeSpan LockTimeout { get; init; }

    /// <summary>How long a statement may run; zero is forever.</summary>
    public TimeSpan StatementTimeout { get; init; }

    /// <summary>Another transaction of the same run follows and will make this one durable with itself.</summary>
    public bool DurableLater { get; init; }

    /// <summary>Tables that are built anew: no row of them or of what refers to them may be lost.</summary>
    public ImmutableArray<string> Rebuilds { get; init; } = [];
}

/// <summary>
/// A database that migrations run against. One connection does everything, so that the lock is on the connection that works: nothing can be
/// done under a lock
/// that somebody else holds by now.
/// </summary>
public interface IMigrationTarget : IAsyncDisposable
{
    SqlSyntax Syntax { get; }

    /// <summary>Database and server for messages, without any secret.</summary>
    string Name { get; }

    /// <summary>The connection that works; open after <see cref="OpenAsync"/>.</summary>
    DbConnection Connection { get; }

    /// <summary>Connects, or connects again after a loss, and makes sure that this database can be migrated at all.</summary>
    /// <exception cref="ProblemException">Exit 11 when there is no connection, 12 when the server is not fit: too old, a replica,
    /// read-only.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Takes the lock if it is free. It is freed by <see cref="UnlockAsync"/> or by the end of the connection.</summary>
    Task<bool> TryLockAsync(CancellationToken cancellationToken);

    /// <summary>Who holds the lock, for a person who waits.</summary>
    Task<string> DescribeHolderAsync(CancellationToken cancellationToken);

    Task UnlockAsync(CancellationToken cancellationToken);

    /// <summary>Reads the record. Creates nothing.</summary>
    /// <exception cref="ProblemException">Exit 3 when a newer Strata wrote it.</exception>
    Task<TargetState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What migrations keep aside here. Creates nothing; null where this login may not look.</summary>
    /// <param name="sizes">Whether rows and bytes are wanted as well.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<ImmutableArray<KeptObject>?> ReadKeptAsync(bool sizes, CancellationToken cancellationToken);

    /// <summary>The statements that delete what is kept in some places, and nothing else: what something else needs stops them.</summary>
    Task<string> WritePurgeAsync(IReadOnlyList<string> places, CancellationToken cancellationToken);

    /// <summary>Creates our tables where they are missing and makes earlier runs unable to write. Needs the lock.</summary>
    Task PrepareAsync(RunInfo run, CancellationToken cancellationToken);

    /// <summary>Which statements share a transaction.</summary>
    /// <exception cref="ProblemException">Exit 3 or 12: a statement cannot be run safely here.</exception>
    ImmutableArray<StatementGroup> Group(SqlScript script);

    /// <summary>Runs one transaction.</summary>
    /// <param name="unit">What it holds.</param>
    /// <param name="completed">Called with each statement that the server has completed; they are not committed yet.</param>
    /// <param name="cancellationToken">Cancels the statement that runs, and rolls back.</param>
    /// <exception cref="StatementException">It was rolled back, or the connection was lost and its outcome is not known.</exception>
    Task RunAsync(TransactionUnit unit, Action<SqlStatement> completed, CancellationToken cancellationToken);

    /// <summary>Runs one statement outside of any transaction.</summary>
    /// <exception cref="StatementException">It failed, or the connection was lost.</exception>
    Task RunAloneAsync(SqlStatement statement, TimeSpan statementTimeout, CancellationToken cancellationToken);

    /// <summary>Looks at the catalog: has this statement had its effect?</summary>
    Task<Probe> ProbeAsync(SqlStatement statement, CancellationToken cancellationToken);

    /// <summary>Removes the useless half that an interrupted statement left, so that it can be run again.</summary>
    Task CleanUpAsync(SqlStatement statement, CancellationToken cancellationToken);
}

/// <summary>What kind of failure a statement met, and so what may be done about it.</summary>
public enum FailureKind
{
    /// <summary>It would fail again.</summary>
    Statement,

    /// <summary>A lock was not free in time.</summary>
    LockTimeout,

    /// <summary>Deadlock or serialization failure: the same again may pass.</summary>
    Conflict,

    /// <summary>The connection is gone; a COMMIT that was under way may have happened.</summary>
    Lost,

    /// <summary>Another run has taken over or has done the work meanwhile.</summary>
    Superseded,

    /// <summary>The server is out of disk, memory, or health.</summary>
    Server,

    /// <summary>The transaction was ended by something it ran; what came before may have been committed.</summary>
    TransactionEnded,
}

/// <summary>A statement failed.</summary>
/// <param name="kind">What may be done about it.</param>
/// <param name="statement">Which; null when it was our own bookkeeping or the COMMIT.</param>
/// <param name="code">SQLSTATE, or SQLite's result code.</param>
/// <param name="message">The server's message, without data.</param>
public sealed class StatementException(FailureKind kind, SqlStatement? statement, string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;
    public SqlStatement? Statement { get; } = statement;
    public string Code { get; } = code;

    /// <summary>Offset in the file that the server pointed at; null when it did not.</summary>
    public int? Offset { get; init; }

    /// <summary>What the server advises.</summary>
    public string? Hint { get; init; }
}
