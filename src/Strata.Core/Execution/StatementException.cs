using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>The kind of a statement's failure, which decides what may be done about it.</summary>
public enum FailureKind
{
    /// <summary>The statement itself: it would fail again.</summary>
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

    /// <summary>The transaction was ended by one of its own statements; what came before may have been committed.</summary>
    TransactionEnded,

    /// <summary>The statement was interrupted earlier, and the catalog does not tell whether it had its effect.</summary>
    Unclear,
}

/// <summary>A statement failed.</summary>
/// <param name="kind">The kind, which decides what may be done about it.</param>
/// <param name="statement">The statement; null when it was our own bookkeeping or the COMMIT.</param>
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

    /// <summary>The server's advice.</summary>
    public string? Hint { get; init; }
}
