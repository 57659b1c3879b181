using System.Collections.Immutable;
using Npgsql;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;

namespace Strata.Postgres.Data;

/// <summary>Connections of the tools that work on a whole database, and the plain queries that they run on them.</summary>
internal static class DataSession
{
    private const int Buffer = 1 << 16;

    /// <summary>Opens a connection.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connection, bool readsOnly, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = readsOnly };
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return (NpgsqlConnection)target.Connection;
    }

    /// <summary>Streams rows from one server to another, as COPY prints them.</summary>
    /// <param name="from">The session that reads.</param>
    /// <param name="export">A <c>COPY … TO STDOUT</c>.</param>
    /// <param name="to">The session that writes.</param>
    /// <param name="import">A <c>COPY … FROM STDIN</c>.</param>
    /// <param name="cancellationToken">Stops; the transaction that writes must be rolled back then.</param>
    public static async Task StreamAsync(
        NpgsqlConnection from,
        string export,
        NpgsqlConnection to,
        string import,
        CancellationToken cancellationToken
    )
    {
        using var reader = await from.BeginTextExportAsync(export, cancellationToken).ConfigureAwait(false);
        var writer = await to.BeginTextImportAsync(import, cancellationToken).ConfigureAwait(false);
        await using var writerScope = writer.ConfigureAwait(false);
        var buffer = new char[Buffer];
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            await writer.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a connection to the server itself.</summary>
    /// <exception cref="ProblemException">A pooler stands in between (ST5002, exit 12).</exception>
    public static async Task<NpgsqlConnection> OpenDirectAsync(PostgresTarget target, CancellationToken cancellationToken)
    {
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var session = (NpgsqlConnection)target.Connection;
        // A pooler answers the login itself, with a process number of its own; pg_dump's settings would stay in a session that is somebody
        // else's next.
        if (
            (int)(await ScalarAsync(session, "SELECT pg_catalog.pg_backend_pid()", cancellationToken).ConfigureAwait(false))!
            != session.ProcessID
        )
            throw DataToolProblems.Pooler.Error(
                target.Name,
                "this connection goes through a pooler, and pg_dump and pg_restore need the server itself",
                "nothing was done",
                "point the URL at the server; PgBouncer listens on a port of its own, the server usually on 5432"
            );
        return session;
    }

    /// <summary>As the connection says, at the host that answered.</summary>
    public static NpgsqlConnectionStringBuilder Reached(NpgsqlConnection session, string connection) =>
        new(connection)
        {
            Host = session.Host,
            Port = session.Port,
            Database = session.Database,
            Username = session.UserName,
        };

    /// <summary>The first column of a query.</summary>
    public static async Task<ImmutableArray<string>> NamesAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, session);
        await using var commandScope = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        var names = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(reader.GetString(0));
        return names.ToImmutable();
    }

    /// <summary>The first value of a query.</summary>
    public static Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        SessionQueries.ScalarAsync(connection, sql, cancellationToken);

    /// <summary>Several statements without values, separated by semicolons outside of any text.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using var batchScope = batch.ConfigureAwait(false);
        foreach (var statement in sql.Split(';'))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
