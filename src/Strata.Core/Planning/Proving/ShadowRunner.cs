using System.Data.Common;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.Planning.Proving;

/// <summary>Runs plans in shadow databases, where nobody else looks and nothing needs to be kept.</summary>
public sealed class ShadowRunner(IDialect dialect)
{
    /// <summary>Brings an empty shadow database to the state of a catalog.</summary>
    public Task BuildAsync(DbConnection shadow, Catalog catalog, CancellationToken cancellationToken) =>
        RunAsync(shadow, dialect.Plan(Catalog.Empty, catalog), cancellationToken);

    /// <summary>
    /// The catalog as its own SQL brings it about. A server may print an expression in a form that, typed in again, it prints differently
    /// (<c>x in ('a', 'b')</c> on a varchar column); what is compared with a database must have gone that way as well.
    /// </summary>
    public async Task<Catalog> SettleAsync(IShadowProvider shadows, Catalog catalog, CancellationToken cancellationToken)
    {
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        await BuildAsync(shadow.Connection, catalog, cancellationToken).ConfigureAwait(false);
        return dialect.Unpin(await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false), catalog);
    }

    /// <summary>The same of an observed state: its observation goes its way by its own SQL, without the catalog.</summary>
    /// <exception cref="ProblemException">A statement fails (ST1004, exit 1).</exception>
    public async Task<ObservedState> SettleAsync(IShadowProvider shadows, ObservedState state, CancellationToken cancellationToken)
    {
        var catalog = await SettleAsync(shadows, state.Catalog, cancellationToken).ConfigureAwait(false);
        return new(
            catalog,
            state.Observation is { } seen ? await SettleAsync(shadows, seen, cancellationToken).ConfigureAwait(false) : null
        );
    }

    private async Task<Observation?> SettleAsync(IShadowProvider shadows, Observation observation, CancellationToken cancellationToken)
    {
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        foreach (var made in observation.Objects)
        foreach (var statement in SqlScript.Parse(made.Sql, dialect.Syntax, made.Name, allowEmpty: true).Statements)
            await RunStepAsync(shadow.Connection, new Step(statement.Text), cancellationToken).ConfigureAwait(false);
        return await shadow.ObserveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ProblemException">A step fails (ST1004, exit 1): its SQL is wrong, which no database of the user has
    /// seen.</exception>
    public async Task RunAsync(DbConnection shadow, Plan plan, CancellationToken cancellationToken)
    {
        foreach (var batch in plan.Batches)
        {
            if (batch.Transaction == TransactionMode.Shared && shadow.CanCreateBatch)
                await RunBatchAsync(shadow, batch, cancellationToken).ConfigureAwait(false);
            else
                foreach (var step in batch.Steps)
                    await RunStepAsync(shadow, step, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunBatchAsync(DbConnection shadow, Batch steps, CancellationToken cancellationToken)
    {
        var transaction = await shadow.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        var batch = shadow.CreateBatch();
        await using var batchScope = batch.ConfigureAwait(false);
        batch.Transaction = transaction;
        foreach (var step in steps.Steps)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = step.Sql;
            batch.BatchCommands.Add(command);
        }
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw Failed(e.BatchCommand?.CommandText ?? steps.Steps[0].Sql, e);
        }
    }

    private async Task RunStepAsync(DbConnection shadow, Step step, CancellationToken cancellationToken)
    {
        var command = shadow.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = step.Sql;
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw Failed(step.Sql, e);
        }
    }

    private ProblemException Failed(string sql, DbException error)
    {
        var (message, code, _) = dialect.Describe(error);
        return ProvingProblems.FailingStep.Error(
            "",
            $"the planned statement fails in a shadow database: {message}{(code is null ? "" : $" [{code}]")}\n{sql}",
            "nothing was run against your database, no file was written",
            $"split the change in two, or write it by hand: {Call.Strata("generate").With("custom")}; and report this as a bug in Strata",
            error
        );
    }
}
