using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Retention;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.CatalogReading;

/// <summary>
/// Reads a database into a <see cref="Catalog"/>: the dependency graph, then one query per kind, all in one round trip.
/// </summary>
internal sealed partial class PostgresCatalogReader(KindSet kinds)
{
    private const string Managed =
        "{0}.nspname !~ '^pg_' and {0}.nspname not in ('information_schema', 'strata') and {0}.nspname !~ '"
        + PostgresQuarantine.Schemas
        + "'";

    private readonly List<IPostgresKind> _slices = [.. kinds.All.Cast<IPostgresKind>().OrderBy(k => k.IsReadLast)];

    // Printing an index or a constraint takes a lock on its table, as weak as there is: whoever alters the table holds it up.
    private const string Patience = "30s";

    /// <exception cref="NpgsqlException">The connection failed, or the server refused a catalog query.</exception>
    /// <exception cref="ProblemException">Another session holds a table locked (ST0603, exit 6).</exception>
    public async Task<Catalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnceAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            var holders = await LockHolders.DescribeAsync(connection, cancellationToken).ConfigureAwait(false);
            throw ConnectionProblems.CatalogLocked.Error(
                connection.Database,
                $"another session has kept the schema from being read for {Patience}{(holders is null ? "" : $": {holders}")}",
                "the schema was not read; what was reported before is done",
                "end its transaction, or wait for it, then run the command again",
                e
            );
        }
    }

    private async Task<Catalog> ReadOnceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var version = connection.PostgreSqlVersion.Major;
        var batch = new NpgsqlBatch(connection);
        await using var batchScope = batch.ConfigureAwait(false);
        foreach (var command in Commands(version))
            batch.BatchCommands.Add(new(command));
        var graph = new DependencyGraph();
        var objects = new Dictionary<ObjectId, DbObject>();
        List<(Oid Oid, ObjectId Id)> listed = [];
        var rows = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess & 0, cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                graph.Add(Address(rows, 0), Address(rows, 3), rows.GetString(6)[0]);
            foreach (var slice in _slices)
            {
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await ReadKindAsync(slice, rows, graph, objects, cancellationToken).ConfigureAwait(false);
            }
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                listed.Add((Address(rows, 0), new ObjectId(rows.GetString(3), [.. rows.GetFieldValue<string[]>(4)])));
        }
        RemoveOrphans(objects);
        var unmanaged = listed.Where(u => !graph.IsExtensionMember(u.Oid) && graph.Find(u.Oid) is null).Select(u => u.Id);
        return new Catalog(objects.Values, graph.Fold(), unmanaged) { ServerVersion = version.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>
    /// One snapshot for all queries. Names come out schema-qualified only outside of the search path; the other settings decide how
    /// constants are printed.
    /// </summary>
    private IEnumerable<string> Commands(int version) =>
        [
            "begin transaction isolation level repeatable read, read only",
            OwnSql.Local,
            $"set local lock_timeout = '{Patience}'",
            "set local datestyle = 'ISO, MDY'",
            "set local intervalstyle = 'postgres'",
            "set local timezone = 'UTC'",
            "set local jit = off",
            PostgresSql.Load("CatalogReading/dependency.sql"),
            .. _slices.Select(s => Expand(s.CatalogSql, version)),
            Expand(PostgresSql.Load("CatalogReading/unmanaged.sql"), version),
            "commit",
        ];

    /// <summary>Parts of an object that is not managed, such as an extension's table, go with it; a part may itself have parts.</summary>
    private static void RemoveOrphans(Dictionary<ObjectId, DbObject> objects)
    {
        while (
            objects.Values.Where(o => o.Owner is { } owner && !objects.ContainsKey(owner)).Select(o => o.Id).ToList()
                is { Count: > 0 } orphans
        )
            foreach (var orphan in orphans)
                objects.Remove(orphan);
    }

    private static async Task ReadKindAsync(
        IPostgresKind kind,
        NpgsqlDataReader rows,
        DependencyGraph graph,
        Dictionary<ObjectId, DbObject> objects,
        CancellationToken cancellationToken
    )
    {
        var row = new CatalogRow(rows, graph.Find);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var oid = rows.IsDBNull(0) ? (Oid?)null : Address(rows, 0);
            if (oid is { } member && graph.IsExtensionMember(member))
                continue;
            if (kind.ReadRow(row.Start(3)) is not { } o)
                continue;
            if (!objects.TryAdd(o.Id, o))
                throw new InvalidOperationException($"two objects in the catalog have the address {o.Id}");
            if (oid is { } claimed)
                graph.Claim(claimed, o.Id);
        }
    }

    private static Oid Address(NpgsqlDataReader rows, int i) =>
        new(rows.GetFieldValue<uint>(i), rows.GetFieldValue<uint>(i + 1), rows.GetInt32(i + 2));

    /// <summary>Replaces the marks of managed schemas and server versions in a catalog query.</summary>
    internal static string Expand(string sql, int version)
    {
        sql = ManagedMark().Replace(sql, m => Managed.Replace("{0}", m.Groups[1].Value, StringComparison.Ordinal));
        // Marks may stand inside one another: the innermost are filled in first.
        while (VersionMark().IsMatch(sql))
            sql = VersionMark()
                .Replace(
                    sql,
                    m => version >= int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) ? m.Groups[2].Value : m.Groups[3].Value
                );
        return sql;
    }

    [GeneratedRegex(@"\{managed:(\w+)\}")]
    private static partial Regex ManagedMark();

    [GeneratedRegex(@"\{(\d+)\|((?:[^|{}]|\|\|)*)\|(?!\|)((?:[^|{}]|\|\|)*)\}")]
    private static partial Regex VersionMark();
}
