using Strata.Core.Execution;
using Strata.Core.Problems;

namespace Strata.Core.Transfer;

/// <summary>The rows of one database put into the empty tables of another.</summary>
public interface ITransferTools
{
    /// <summary>Begins one transaction on the target, in which the source's rows can be read.</summary>
    /// <param name="source">The database that rows are copied from; only read.</param>
    /// <param name="target">The database that rows are copied to.</param>
    /// <param name="writes">False for a look, which locks nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">There is no connection (exit 11), or the database is not fit (exit 12).</exception>
    /// <exception cref="StatementException">The database refused.</exception>
    Task<ITransfer> OpenAsync(string source, string target, bool writes, CancellationToken cancellationToken);
}

/// <summary>
/// The transaction. Disposing it rolls back what was not committed. Every method throws <see cref="StatementException"/> where the database
/// refuses.
/// </summary>
public interface ITransfer : IAsyncDisposable
{
    /// <summary>Compares names of tables and columns as the dialect does.</summary>
    StringComparer Names { get; }

    /// <summary>The tables of the source with the number of their rows, Strata's own left out.</summary>
    Task<TransferDatabase> ReadSourceAsync(CancellationToken cancellationToken);

    /// <summary>The tables of the target and the foreign keys among them, Strata's own left out.</summary>
    Task<TransferDatabase> ReadTargetAsync(CancellationToken cancellationToken);

    /// <summary>Keeps others from writing to some tables of the target until the end of the transaction.</summary>
    Task LockAsync(IReadOnlyList<TransferTable> tables, CancellationToken cancellationToken);

    /// <summary>A table of the target has a row.</summary>
    Task<bool> HoldsRowsAsync(TransferTable table, CancellationToken cancellationToken);

    /// <summary>A sentence for each column of another type that cannot take the source's values by assignment.</summary>
    Task<IReadOnlyList<string>> UnassignableAsync(TransferCopy copy, CancellationToken cancellationToken);

    /// <summary>A sentence for each trigger, constraint or sequence that this login may not suspend or set.</summary>
    Task<IReadOnlyList<string>> ForbiddenAsync(TransferPlan plan, CancellationToken cancellationToken);

    /// <summary>Suspends triggers, and the check of foreign keys that form a circle.</summary>
    Task SuspendAsync(TransferPlan plan, CancellationToken cancellationToken);

    /// <summary>Copies the rows of one table.</summary>
    Task CopyAsync(TransferCopy copy, CancellationToken cancellationToken);

    /// <summary>
    /// Checks all constraints, carries the sequences over, and gives triggers and constraints the state that they had.
    /// </summary>
    /// <returns>Notes for a person.</returns>
    Task<IReadOnlyList<string>> ResumeAsync(TransferPlan plan, CancellationToken cancellationToken);

    /// <summary>Counts the rows of a table, and sums up the columns that are the same in both databases.</summary>
    /// <param name="copy">The table.</param>
    /// <param name="ofSource">In the source; else in the target.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<TransferSum> MeasureAsync(TransferCopy copy, bool ofSource, CancellationToken cancellationToken);

    /// <summary>Commits. Cannot be cancelled.</summary>
    Task CommitAsync();
}
