using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Postgres.Connections;

/// <summary>What PostgreSQL's errors mean for a run: https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
internal static class PostgresErrors
{
    public static StatementException From(NpgsqlException e, SqlStatement? statement)
    {
        if (e is not PostgresException server)
            return new StatementException(FailureKind.Lost, statement, "08006", e.InnerException?.Message ?? e.Message, e);
        return new StatementException(Kind(server), statement, server.SqlState, server.MessageText, e)
        {
            Offset = statement is not null && server.Position > 0 ? Offset(statement, server.Position) : null,
            Hint =
                server.SqlState is PostgresErrorCodes.InvalidTransactionTermination or PostgresErrorCodes.ActiveSqlTransaction
                    ? "if it must run outside of a transaction, move it to a migration of its own that begins with '-- "
                        + "strata:transaction none'"
                : server.SqlState == PostgresErrorCodes.DependentObjectsStillExist
                    ? "something that the schema does not have needs it; it may be what is kept aside: strata purge --dry-run"
                : server.SqlState == PostgresErrorCodes.InvalidSchemaName
                && server.MessageText.Contains("strata_kept_", StringComparison.Ordinal)
                    ? "what was kept under this name is not there: it was purged, or brought back"
                : server.Hint,
        };
    }

    /// <summary>
    /// The client found the connection broken before it sent anything, which it tells in another way than a break while it waits.
    /// </summary>
    public static StatementException Lost(InvalidOperationException e, SqlStatement? statement) =>
        From(new NpgsqlException("the connection was lost", e), statement);

    private static FailureKind Kind(PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.LockNotAvailable => FailureKind.LockTimeout,
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => FailureKind.Conflict,
            PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.IdleSessionTimeout => FailureKind.Lost,
            PostgresErrorCodes.NotNullViolation when e.SchemaName == "strata" && e.ColumnName == "fence" => FailureKind.Superseded,
            ['0', '8', ..] => FailureKind.Lost,
            ['5', '3', ..] or ['5', '8', ..] or ['X', 'X', ..] => FailureKind.Server,
            _ => FailureKind.Statement,
        };

    // The server counts characters from 1; the file is UTF-16.
    private static int Offset(SqlStatement statement, int position)
    {
        var at = 0;
        for (var characters = 1; characters < position && at < statement.Text.Length; characters++)
            at += char.IsHighSurrogate(statement.Text[at]) ? 2 : 1;
        return statement.Offset + at;
    }

    public static ProblemException Connecting(NpgsqlException e, string target)
    {
        if (e is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing)
            return new ProblemException(
                ProblemKind.NoConnection,
                new Problem(
                    Problem.MissingDatabase,
                    target,
                    $"the database is not there: {missing.MessageText}",
                    "nothing was run",
                    "create it, or correct its name in the URL"
                ),
                e
            );
        var (what, fix) = e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } p =>
                ($"the server refused the login: {p.MessageText}", "check user and password of this environment in strata.json"),
            PostgresException p => (
                $"the server refused the connection: {p.MessageText} [{p.SqlState}]",
                "see the server's log and its pg_hba.conf"
            ),
            { InnerException: AuthenticationException a } => (
                $"the server did not prove who it is: {(a.InnerException?.Message ?? a.Message).TrimEnd('.')}",
                "name the certificate of its authority in the URL: ?sslrootcert=FILE; without a check, where the network "
                    + "is trusted: ?sslmode=require"
            ),
            { Message: var m } when e.InnerException is null && m.Contains("SSL", StringComparison.Ordinal) && e is not PostgresException =>
                (
                    $"the server offers no encryption, which is wanted of every server that is not on this machine: {m.TrimEnd('.')}",
                    "turn on ssl on the server; or, where the network is trusted: ?sslmode=disable"
                ),
            { InnerException: SocketException s } => (
                $"the server cannot be reached: {s.Message}",
                "check host and port, and whether the server or its tunnel is running"
            ),
            _ => (
                $"the connection failed: {(e.InnerException?.Message ?? e.Message).TrimEnd('.')}",
                "check host and port, and whether a PostgreSQL server answers there"
            ),
        };
        return new ProblemException(ProblemKind.NoConnection, new Problem("ST1240", target, what, "nothing was run", fix), e);
    }
}
