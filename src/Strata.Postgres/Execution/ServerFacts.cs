using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Strata.Core.Problems;
using Strata.Postgres.Record;

namespace Strata.Postgres.Execution;

/// <summary>The facts about a server and a connection that decide whether migrations can run there.</summary>
/// <param name="Version">As <c>server_version_num</c>.</param>
/// <param name="IsPooled">Another client gets the session between transactions.</param>
/// <param name="IsReplica">The server takes no writes.</param>
/// <param name="IsReadOnly">Transactions are read-only by default.</param>
/// <param name="LockKey">The advisory lock of migrations in this database.</param>
/// <param name="ServerStart">The start of the server.</param>
/// <param name="SessionStart">A moment, by the server's clock, at which the session was there.</param>
internal sealed record ServerFacts(
    int Version,
    bool IsPooled,
    bool IsReplica,
    bool IsReadOnly,
    long LockKey,
    DateTime ServerStart,
    DateTime SessionStart
)
{
    private const int OldestVersion = 120000;

    /// <summary>Asked before the search path is ours: its operators are qualified.</summary>
    public const string Query = """
        SELECT pg_catalog.current_setting('server_version_num')::integer, pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(),
          pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on', pg_catalog.current_database()::text,
          pg_catalog.pg_postmaster_start_time(), pg_catalog.clock_timestamp()
        """;

    // Databases of before 14.4 may hold indexes that lack rows: https://www.postgresql.org/docs/release/14.4/
    public bool BuildsCorruptIndexes => Version is >= 140000 and < 140004;

    /// <summary>Reads the row of <see cref="Query"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="processId">The process that answered the login.</param>
    /// <param name="target">The database, for messages.</param>
    /// <exception cref="ProblemException">ST1210, exit 12: of an older server nothing else is asked for.</exception>
    public static ServerFacts Read(NpgsqlDataReader row, int processId, string target)
    {
        var version = row.GetInt32(0);
        if (version < OldestVersion)
            throw Unfit(
                ServerProblems.TooOld,
                target,
                $"the server is PostgreSQL {version / 10000}; the oldest that works is {OldestVersion / 10000}",
                "update the server"
            );
        return new(
            version,
            // A pooler answers the login itself, with a process number of its own.
            IsPooled: row.GetInt32(1) != processId,
            IsReplica: row.GetBoolean(2),
            IsReadOnly: row.GetBoolean(3),
            BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(RecordTables.LockName + row.GetString(4)))),
            row.GetDateTime(5),
            row.GetDateTime(6)
        );
    }

    /// <param name="target">The database, for messages.</param>
    /// <param name="readsOnly">Nothing will be written: a replica will do.</param>
    /// <exception cref="ProblemException">ST1211 and ST1212, exit 12.</exception>
    public void Require(string target, bool readsOnly)
    {
        if (readsOnly)
            return;
        if (IsReplica)
            throw Unfit(
                ServerProblems.Replica,
                target,
                "the server is a replica that takes no writes",
                "point the URL at the primary, or add: Target Session Attributes=primary"
            );
        if (IsReadOnly)
            throw Unfit(
                ServerProblems.ReadOnly,
                target,
                "transactions are read-only here",
                "ALTER DATABASE … SET default_transaction_read_only = off, or use another role"
            );
    }

    public static ProblemException Unfit(ProblemDefinition problem, string target, string what, string fix) =>
        problem.Error(target, what, "nothing was run", fix);
}
