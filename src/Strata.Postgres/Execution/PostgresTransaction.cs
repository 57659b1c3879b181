using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Postgres.Connections;
using Strata.Postgres.Record;

namespace Strata.Postgres.Execution;

/// <summary>
/// One transaction in as few messages as it can be: BEGIN, statements, record and COMMIT travel together, and the server drops the rest
/// after an error. Only the data of a COPY needs a message of its own.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="unit">The statements and their record.</param>
/// <param name="fence">The number of the run.</param>
/// <param name="lockKey">The lock to take inside of the transaction, behind a pooler; else null.</param>
/// <param name="searchPath">The schemas in which the statements look unqualified names up.</param>
internal sealed class PostgresTransaction(PostgresSession session, TransactionUnit unit, long fence, long? lockKey, string searchPath)
{
    private readonly NpgsqlConnection _connection = session.Connection;
    private readonly Dictionary<NpgsqlBatchCommand, SqlStatement> _statements = [];
    private SqlStatement? _copied;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sending = WatchTimes.Sending(unit.Statements.Sum(s => (long)s.Text.Length + s.Data.Length));
        try
        {
            await session.Watch.RunAsync(OnceAsync, sending, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (lockKey is not null)
                session.Watch.Process = null;
        }
    }

    private async Task<bool> OnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var waiting = Begin();
            if (lockKey is not null)
                waiting = await TakeLockAsync(waiting, cancellationToken).ConfigureAwait(false);
            waiting = await StatementsAsync(waiting, cancellationToken).ConfigureAwait(false);
            foreach (var change in unit.Bookkeeping)
                waiting.AddRange(Bookkeeper.Commands(change, fence));
            await SendAsync([.. waiting, .. Restored(), .. Commit()], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException e)
        {
            var failure = PostgresErrors.From(e, _copied ?? Statement(e));
            throw await RollBackAsync().ConfigureAwait(false) && failure.Kind == FailureKind.Superseded
                ? await WhyAsync(failure).ConfigureAwait(false)
                : failure;
        }
        catch (InvalidOperationException e) when (!_connection.IsOpen())
        {
            throw PostgresErrors.Lost(e, _copied);
        }
        catch (OperationCanceledException e) when (!_connection.IsOpen())
        {
            throw PostgresErrors.Unanswered(e, _copied);
        }
        catch (Exception e) when (e is OperationCanceledException or StatementException)
        {
            await RollBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Deferred triggers fire with COMMIT, and they are the migration's.</summary>
    private NpgsqlBatchCommand[] Commit() =>
        unit.Statements.IsEmpty ? [new("COMMIT")] : [Bookkeeper.Command(SessionSettings.OfStatements, searchPath, true), new("COMMIT")];

    /// <summary>Behind a pooler the session is another client's next: what the migration has set ends with its transaction.</summary>
    private IEnumerable<NpgsqlBatchCommand> Restored()
    {
        if (lockKey is null || unit.Statements.IsEmpty)
            yield break;
        yield return new(SessionSettings.Restore);
        foreach (var name in unit.Statements.Select(SessionSettings.CustomName).OfType<string>())
            yield return new($"RESET {name}");
    }

    /// <summary>Sends the statements, of which those after the last COPY wait for what follows.</summary>
    private async Task<List<NpgsqlBatchCommand>> StatementsAsync(List<NpgsqlBatchCommand> waiting, CancellationToken cancellationToken)
    {
        if (unit.Statements.IsEmpty)
            return waiting;
        if (lockKey is not null)
            waiting.Add(Bookkeeper.Command(SessionSettings.OfStatements, searchPath, true));
        foreach (var statement in unit.Statements)
        {
            if (statement.CopyData is null)
            {
                var command = new NpgsqlBatchCommand(statement.Text);
                _statements.Add(command, statement);
                waiting.Add(command);
                continue;
            }
            await SendAsync(waiting, cancellationToken).ConfigureAwait(false);
            waiting = [];
            _copied = statement;
            await CopyAsync(statement, cancellationToken).ConfigureAwait(false);
            _copied = null;
        }
        if (lockKey is not null)
            waiting.AddRange([new("RESET SESSION AUTHORIZATION"), new("RESET ROLE")]);
        // A statement may have set another for the session, which would be that of the record as well.
        waiting.Add(new NpgsqlBatchCommand(lockKey is null ? OwnSql.OfSession : OwnSql.Local));
        return waiting;
    }

    private SqlStatement? Statement(NpgsqlException e) =>
        e.BatchCommand is NpgsqlBatchCommand command ? _statements.GetValueOrDefault(command) : null;

    /// <summary>
    /// Begins. Where the session is ours and no query of our own comes first, the statements' path is set with the rest, and for the
    /// session: one of them that ends the transaction does not change where the next one looks.
    /// </summary>
    private List<NpgsqlBatchCommand> Begin()
    {
        var isTheirs = lockKey is null && !unit.Statements.IsEmpty;
        return
        [
            .. lockKey is null ? (NpgsqlBatchCommand[])[new("BEGIN")] : [new(OwnSql.Begin), new(SessionSettings.Remember)],
            Bookkeeper.Command(
                SessionSettings.OfTransaction,
                SessionSettings.Milliseconds(unit.LockTimeout),
                SessionSettings.Milliseconds(unit.StatementTimeout),
                unit.DurableLater,
                isTheirs ? searchPath : OwnSql.Path,
                !isTheirs
            ),
        ];
    }

    // Through a pooler only the transaction is ours: the lock is taken inside it, and the record is read again after that.
    private async Task<List<NpgsqlBatchCommand>> TakeLockAsync(List<NpgsqlBatchCommand> begin, CancellationToken cancellationToken)
    {
        await SendAsync(begin, cancellationToken).ConfigureAwait(false);
        const string Lock = "SELECT CASE WHEN pg_catalog.pg_try_advisory_xact_lock($1) THEN pg_catalog.pg_backend_pid() END";
        if (await SessionQueries.ScalarAsync(_connection, Lock, cancellationToken, lockKey!.Value).ConfigureAwait(false) is not int process)
            throw new StatementException(FailureKind.LockTimeout, null, PostgresErrorCodes.LockNotAvailable, "another run holds the lock");
        var began = await SessionQueries.ScalarAsync(_connection, "SELECT pg_catalog.now()", cancellationToken).ConfigureAwait(false);
        session.Watch.Process = ServerProcess.OfTransaction(process, (DateTime)began!);
        await RequireCurrentAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <summary>Another run may have had the lock since the record was read.</summary>
    private async Task RequireCurrentAsync(CancellationToken cancellationToken)
    {
        const string Stamped = "SELECT true FROM strata.stamp";
        const string Done =
            "SELECT CASE WHEN state = 'applied' THEN 2147483647 ELSE statements_done END FROM strata.history WHERE "
            + "tag = $1 AND state <> 'rolled_back'";
        if (
            unit.Bookkeeping.OfType<SaveStamp>().Any(s => s.IsFirst)
            && await SessionQueries.ScalarAsync(_connection, Stamped, cancellationToken).ConfigureAwait(false) is true
        )
            throw new StatementException(FailureKind.Superseded, null, "55000", "another run has stamped the database meanwhile");
        foreach (var row in unit.Bookkeeping.OfType<SaveHistory>().Select(s => s.Row))
        {
            var done = await SessionQueries.ScalarAsync(_connection, Done, cancellationToken, row.Tag).ConfigureAwait(false);
            if (
                done is int number
                && number > (unit.Statements.IsEmpty ? row.StatementsDone : row.StatementsDone - 1)
                && row.State != HistoryState.Failed
            )
                throw new StatementException(FailureKind.Superseded, null, "55000", $"another run has applied {row.Tag} meanwhile");
        }
    }

    private async Task SendAsync(List<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        if (commands.Count == 0)
            return;
        var batch = new NpgsqlBatch(_connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var command in commands)
                batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        var writer = await _connection.BeginTextImportAsync(statement.Text, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
            await writer.WriteAsync(statement.Data, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>True when there still is a connection.</returns>
    private async Task<bool> RollBackAsync()
    {
        if (!_connection.IsOpen())
            return false;
        try
        {
            var batch = new NpgsqlBatch(_connection);
            await using (batch.ConfigureAwait(false))
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand("ROLLBACK"));
                if (lockKey is null)
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(OwnSql.OfSession));
                await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection broke under it, or was closed; the server rolls back what has no client, and the failure that brought us here
            // is on its way.
            return false;
        }
    }

    // The fence is missing for one of two reasons: a later run has raised it, or this transaction is not the one that began.
    private async Task<StatementException> WhyAsync(StatementException failure)
    {
        var command = new NpgsqlCommand("SELECT fence FROM strata.lock", _connection);
        await using (command.ConfigureAwait(false))
        {
            if (await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false) is long now && now == fence)
                return new StatementException(
                    FailureKind.TransactionEnded,
                    null,
                    failure.Code,
                    "a statement ended the transaction that Strata had begun",
                    failure
                );
        }
        return failure;
    }
}
