using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Sql;

namespace Strata.Postgres.Connections;

/// <summary>PostgreSQL's errors as failures of a run: https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
internal static class PostgresErrors
{
    public static StatementException From(NpgsqlException e, SqlStatement? statement)
    {
        if (e is not PostgresException server)
            return new StatementException(FailureKind.Lost, statement, "08006", e.InnerException?.Message ?? e.Message, e);
        return new StatementException(Kind(server), statement, server.SqlState, server.MessageText, e)
        {
            Offset = statement is not null && server.Position > 0 ? Offset(statement, server.Position) : null,
            Hint = Hint(server),
        };
    }

    private static string? Hint(PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.InvalidTransactionTermination or PostgresErrorCodes.ActiveSqlTransaction =>
                "if it must run outside of a transaction, write '-- strata:transaction none' before it",
            PostgresErrorCodes.DependentObjectsStillExist =>
                "an object that the schema does not have needs it; it may be retained data, which purge --dry-run lists",
            PostgresErrorCodes.InsufficientPrivilege when e.MessageText.Contains("for database", StringComparison.Ordinal) =>
                "its owner can let the login make schemas: GRANT CREATE ON DATABASE name TO login; the record alone needs only "
                    + "CREATE SCHEMA strata AUTHORIZATION login",
            PostgresErrorCodes.InvalidSchemaName when e.MessageText.Contains("strata_kept_", StringComparison.Ordinal) =>
                "the data retained under this name is not there: it was purged, or brought back",
            _ => e.Hint,
        };

    /// <summary>
    /// The client found the connection broken before it sent anything, which it tells in another way than a break while it waits.
    /// </summary>
    public static StatementException Lost(InvalidOperationException e, SqlStatement? statement) =>
        From(new NpgsqlException("the connection was lost", e), statement);

    /// <summary>A cancelled request that the server has not answered in time: it may have been carried out.</summary>
    public static StatementException Unanswered(OperationCanceledException e, SqlStatement? statement) =>
        new(FailureKind.Lost, statement, "08006", "the server did not answer the cancellation", e);

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
            return ProviderProblems.MissingDatabase.Error(
                target,
                $"the database does not exist: {missing.MessageText}",
                "nothing was run",
                "create it, or correct its name in the URL",
                e
            );
        var (what, fix) = e is PostgresException p ? Refused(p) : Unreached(e);
        return ConnectionProblems.Refused.Error(target, what, "nothing was run", fix, e);
    }

    private static (string What, string Fix) Refused(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            ? ($"the server refused the login: {e.MessageText}", "check user and password of this environment in strata.json")
            : ($"the server refused the connection: {e.MessageText} [{e.SqlState}]", Fix(e.SqlState));

    private static string Fix(string code) =>
        code switch
        {
            PostgresErrorCodes.CannotConnectNow => "wait until the server has started, then repeat the command",
            PostgresErrorCodes.TooManyConnections => "end sessions that nobody needs (pg_stat_activity), or raise max_connections or the "
                + "CONNECTION LIMIT of the role or the database; then repeat the command",
            PostgresErrorCodes.InsufficientPrivilege => "have its owner grant it: GRANT CONNECT ON DATABASE … TO …",
            PostgresErrorCodes.ObjectNotInPrerequisiteState => "let it accept connections: ALTER DATABASE … ALLOW_CONNECTIONS true",
            _ => "see the server's log and its pg_hba.conf",
        };

    private static (string What, string Fix) Unreached(NpgsqlException e) =>
        e.InnerException switch
        {
            AuthenticationException a => (
                $"the server did not prove its identity: {(a.InnerException?.Message ?? a.Message).TrimEnd('.')}",
                "name the certificate of its authority in the URL: ?sslrootcert=FILE; without a check, where the network is trusted: "
                    + "?sslmode=require"
            ),
            null when e.Message.Contains("SSL", StringComparison.Ordinal) => (
                $"the server offers no encryption, which is required of every server that is not on this machine: {e.Message.TrimEnd('.')}",
                "turn on ssl on the server; or, where the network is trusted: ?sslmode=disable"
            ),
            null when e.Message.StartsWith("No password has been provided", StringComparison.Ordinal) => (
                "the server asks for a password, and none was given",
                "give one: \"password\": \"env:NAME\" in this environment's part of strata.json, PGPASSWORD, or a line in ~/.pgpass"
            ),
            SocketException s => (
                $"the server cannot be reached: {s.Message}",
                "check host and port, and that the server or its tunnel is running"
            ),
            var inner => (
                $"the connection failed: {(inner?.Message ?? e.Message).TrimEnd('.')}",
                "check host and port, and that a PostgreSQL server answers there"
            ),
        };
}
