using Npgsql;
using Strata.Core.Model;

namespace Strata.Postgres.Tests;

/// <summary>Locks as the server tells them: https://www.postgresql.org/docs/current/view-pg-locks.html</summary>
internal static class HeldLocks
{
    /// <summary>The locks that this session holds on tables, beyond those that reading takes.</summary>
    public static async Task<List<RelationLock>> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select n.nspname, c.relname, l.mode from pg_locks l join pg_class c on c.oid = l.relation join "
                + "pg_namespace n on n.oid = c.relnamespace where l.pid = pg_backend_pid() and c.relkind in ('r', 'p') and "
                + "n.nspname !~ '^pg_' and l.mode <> 'AccessShareLock'",
            connection
        );
        await using var rows = await command.ExecuteReaderAsync();
        List<RelationLock> locks = [];
        while (await rows.ReadAsync())
            locks.Add(
                new(
                    new ObjectId("table", [rows.GetString(0), rows.GetString(1)]),
                    Enum.Parse<LockMode>(rows.GetString(2).Replace("Lock", "", StringComparison.Ordinal))
                )
            );
        return locks;
    }
}
