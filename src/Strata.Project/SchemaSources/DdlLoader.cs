using System.Data.Common;
using Strata.Core.Dialect;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Project.SchemaSources;

/// <summary>A piece of the desired schema, and where somebody wrote it.</summary>
/// <param name="Where">file:line</param>
internal sealed record DdlStatement(string Sql, string Where)
{
    /// <summary>For messages only: where somebody probably wrote about an object.</summary>
    public bool Mentions(string name) => Sql.Contains(name, StringComparison.Ordinal);
}

/// <summary>
/// Loads DDL into an empty database. Desired DDL needs no order: what fails because something is not there yet is tried again until a round
/// makes no progress.
/// </summary>
internal sealed class DdlLoader(IDialect dialect)
{
    /// <exception cref="ProblemException">A statement that the server refuses, with its place (ST2201, exit 2).</exception>
    public async Task LoadAsync(DbConnection connection, IReadOnlyList<DdlStatement> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
            return;
        if (!await TryAllAsync(connection, statements, cancellationToken).ConfigureAwait(false))
            await OneByOneAsync(connection, statements, cancellationToken).ConfigureAwait(false);
        if (await dialect.FindBrokenAsync(connection, cancellationToken).ConfigureAwait(false) is not var (name, message))
            return;
        var where = statements.LastOrDefault(s => s.Mentions(name))?.Where ?? "";
        throw SchemaProblems.RefusedStatement.Error(
            where,
            $"the database cannot use {name}: {message}",
            "nothing was run; this happened in a shadow database",
            "correct the schema at that place"
        );
    }

    private async Task OneByOneAsync(DbConnection connection, IReadOnlyList<DdlStatement> statements, CancellationToken cancellationToken)
    {
        var (stuck, reason) = await RoundsAsync(connection, statements, cancellationToken).ConfigureAwait(false);
        if (stuck.Count == 0)
            return;
        if (dialect.CodeChecks is not { } checks)
            throw Refused(stuck[0], reason!);

        // What waits for each other (two functions that call each other) is taken on trust, and looked at when all of it is there.
        await ExecuteAsync(connection, checks.Defer, cancellationToken).ConfigureAwait(false);
        var (never, missing) = await RoundsAsync(connection, stuck, cancellationToken).ConfigureAwait(false);
        if (never.Count > 0)
            throw Refused(never[0], missing!);
        try
        {
            await ExecuteAsync(connection, checks.Verify, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw Refused(stuck[0], e);
        }
        await ExecuteAsync(connection, checks.Resume, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries what is left again and again; returns what never went through, and the first error of the last round.</summary>
    private async Task<(IReadOnlyList<DdlStatement> Stuck, DbException? Reason)> RoundsAsync(
        DbConnection connection,
        IReadOnlyList<DdlStatement> statements,
        CancellationToken cancellationToken
    )
    {
        var waiting = statements;
        DbException? first = null;
        for (var before = int.MaxValue; waiting.Count > 0 && waiting.Count < before; )
        {
            (before, first) = (waiting.Count, null);
            List<DdlStatement> failed = [];
            foreach (var statement in waiting)
            {
                try
                {
                    await ExecuteAsync(connection, statement.Sql, cancellationToken).ConfigureAwait(false);
                }
                catch (DbException e) when (dialect.IsMissingObject(e))
                {
                    first ??= e;
                    failed.Add(statement);
                }
                catch (DbException e)
                {
                    throw Refused(statement, e);
                }
            }
            waiting = failed;
        }
        return (waiting, first);
    }

    /// <summary>Nearly always the order is right, and one round trip does it.</summary>
    private static async Task<bool> TryAllAsync(
        DbConnection connection,
        IReadOnlyList<DdlStatement> statements,
        CancellationToken cancellationToken
    )
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        try
        {
            if (connection.CanCreateBatch)
                await ExecuteBatchAsync(connection, transaction, statements, cancellationToken).ConfigureAwait(false);
            else
            {
                foreach (var statement in statements)
                {
                    var command = connection.CreateCommand();
                    await using var commandScope = command.ConfigureAwait(false);
                    command.Transaction = transaction;
                    command.CommandText = statement.Sql;
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbException)
        {
            // Which statement it was, and whether it only came too early, the slow way finds out.
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private static async Task ExecuteBatchAsync(
        DbConnection connection,
        DbTransaction transaction,
        IReadOnlyList<DdlStatement> statements,
        CancellationToken cancellationToken
    )
    {
        var batch = connection.CreateBatch();
        await using var batchScope = batch.ConfigureAwait(false);
        batch.Transaction = transaction;
        foreach (var statement in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = statement.Sql;
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private ProblemException Refused(DdlStatement statement, DbException error)
    {
        var (message, code, position) = dialect.Describe(error);
        var near = position is { } p ? Around(statement.Sql, p) : statement.Sql.ReplaceLineEndings(" ");
        return SchemaProblems.RefusedStatement.Error(
            statement.Where,
            $"the database refuses this: {message}{(code is null ? "" : $" [{code}]")}, "
                + $"at: {(near.Length > 120 ? near[..120] + " …" : near)}",
            "nothing was run; this happened in a shadow database",
            "correct the schema at that place",
            error
        );
    }

    private static string Around(string sql, int position)
    {
        var from = Math.Clamp(position - 20, 0, Math.Max(0, sql.Length - 1));
        return sql[from..Math.Min(sql.Length, from + 100)].ReplaceLineEndings(" ");
    }

    /// <summary>The statements of a SQL file, each with its place.</summary>
    /// <exception cref="ProblemException">The text cannot be cut into statements.</exception>
    public static IEnumerable<DdlStatement> Split(string text, string file, SqlSyntax syntax, int firstLine = 1) =>
        SqlScript
            .Parse(DumpMarks.Blanked(text), syntax, file, allowEmpty: true)
            .Statements.Select(s => new DdlStatement(s.Text, $"{file}:{s.Line + firstLine - 1}"));
}
