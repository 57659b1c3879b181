using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Sqlite.Connections;

/// <summary>SQLite's result codes as failures of a run: https://www.sqlite.org/rescode.html</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int Interrupt = 9;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;
    private const string NotWritable = "the database file cannot be written";
    private const string WriteAccess = "give this user write access to the file and to its directory";

    public static Exception From(SqliteException e, SqlStatement? statement, CancellationToken cancellationToken)
    {
        if (e.SqliteErrorCode == Interrupt && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException("The statement was interrupted.", e, cancellationToken);
        var kind = e.SqliteErrorCode switch
        {
            Busy or Locked => FailureKind.LockTimeout,
            NoMemory or InputOutput or Corrupt or Full => FailureKind.Server,
            _ => FailureKind.Statement,
        };
        return new StatementException(kind, statement, $"SQLITE_{e.SqliteExtendedErrorCode}", Message(e), e);
    }

    /// <summary>A file that is open and cannot be written: its journal cannot be made beside it.</summary>
    public static ProblemException Writing(SqliteException e, string file) =>
        Opening(e, file, e.SqliteErrorCode == CannotOpen ? ReadOnly : e.SqliteErrorCode);

    public static ProblemException Opening(SqliteException e, string file) => Opening(e, file, e.SqliteErrorCode);

    private static ProblemException Opening(SqliteException e, string file, int code)
    {
        var (problem, what, next) = code switch
        {
            NotADatabase => (
                SqliteProblems.NotADatabase,
                "the file is not a SQLite database, or it is encrypted",
                "check the path in strata.json"
            ),
            ReadOnly => (SqliteProblems.Unwritable, NotWritable, WriteAccess),
            Busy or Locked => (SqliteProblems.Locked, "another process keeps the database locked", "end it, or wait: --lock-wait 30m"),
            _ => (SqliteProblems.CannotOpen, $"the database file cannot be opened: {Message(e)}", "check the path and its permissions"),
        };
        return problem.Error(file, what, "nothing was run", next, e);
    }

    // "SQLite Error 1: 'near "foo": syntax error'." wraps what the library said.
    public static string Message(SqliteException e)
    {
        var start = e.Message.IndexOf(": '", StringComparison.Ordinal);
        return start < 0 ? e.Message : e.Message[(start + 3)..].TrimEnd('.').TrimEnd('\'');
    }
}
