using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds;

namespace Strata.Postgres.CatalogReading;

/// <summary>
/// Reads a database into a <see cref="Core.Model.Catalog"/>: the dependency graph, then one query per kind, all in one round trip.
/// </summary>
internal sealed partial class CatalogReader(KindSet kinds)
{
    private const string Managed =
        "{0}.nspname !~ '^pg_' and {0}.nspname not in ('information_schema', 'strata') and {0}.nspname !~ '"
        + PostgresHolding.Schemas
        + "'";

    /// <exception cref="NpgsqlException">The connection failed, or the server refused a catalog query.</exception>
    public async Task<Core.Model.Catalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var version = connection.PostgreSqlVersion.Major;
        var slices = kinds.All.OrderBy(k => ((IPostgresKind)k).IsReadLast).ToList();
        await using var batch = new NpgsqlBatch(connection);
        // One snapshot for all queries. Names come out schema-qualified only for what is not on the search path; the other settings decide
        // how constants are printed.
        batch.BatchCommands.Add(new("begin transaction isolation level repeatable read, read only"));
        batch.BatchCommands.Add(new("set local search_path = pg_catalog"));
        batch.BatchCommands.Add(new("set local datestyle = 'ISO, MDY'"));
        batch.BatchCommands.Add(new("set local intervalstyle = 'postgres'"));
        batch.BatchCommands.Add(new("set local timezone = 'UTC'"));
        batch.BatchCommands.Add(new("set local jit = off"));
        batch.BatchCommands.Add(new(Sql.Load("CatalogReading/dependency.sql")));
        foreach (var kind in slices)
            batch.BatchCommands.Add(new(Expand(((IPostgresKind)kind).CatalogSql, version)));
        batch.BatchCommands.Add(new(Expand(Sql.Load("CatalogReading/unclaimed.sql"), version)));
        batch.BatchCommands.Add(new("commit"));

        var graph = new DependencyGraph();
        var objects = new Dictionary<ObjectId, DbObject>();
        List<(Oid, ObjectId)> unclaimed = [];
        await using (
            var rows = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess & 0, cancellationToken).ConfigureAwait(false)
        )
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                graph.Add(Address(rows, 0), Address(rows, 3), rows.GetString(6)[0]);
            foreach (var kind in slices)
            {
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await ReadKindAsync((IPostgresKind)kind, rows, graph, objects, cancellationToken).ConfigureAwait(false);
            }
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                unclaimed.Add((Address(rows, 0), new ObjectId(rows.GetString(3), [.. rows.GetFieldValue<string[]>(4)])));
        }
        // Parts of what is not managed (an extension's table) go with it; a part may itself have parts.
        while (
            objects.Values.Where(o => o.Owner is { } owner && !objects.ContainsKey(owner)).Select(o => o.Id).ToList()
                is { Count: > 0 } orphans
        )
            foreach (var orphan in orphans)
                objects.Remove(orphan);
        return new Core.Model.Catalog(
            objects.Values,
            graph.Fold(),
            unclaimed.Where(u => !graph.IsExtensionMember(u.Item1) && graph.Find(u.Item1) is null).Select(u => u.Item2)
        )
        {
            ServerVersion = version.ToString(CultureInfo.InvariantCulture),
        };
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

    /// <summary>Fills in what a catalog query says of managed schemas and server versions.</summary>
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
