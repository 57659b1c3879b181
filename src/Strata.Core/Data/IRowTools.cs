using System.Collections.Immutable;

namespace Strata.Core.Data;

/// <summary>One row from a file: texts as the database reads them, null for NULL.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Values">In the order of the columns.</param>
public sealed record SeedRow(int Line, ImmutableArray<string?> Values);

/// <summary>A row that the database did not take.</summary>
public sealed class RowException(int line, string message, Exception inner) : Exception(message, inner)
{
    public int Line { get; } = line;
}

/// <summary>Rows put into tables.</summary>
public interface IRowTools
{
    /// <summary>
    /// The columns of a table that take values, those that the database computes left out; null where there is no such table.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="table">With or without its schema.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<ImmutableArray<string>?> ColumnsAsync(string connection, string table, CancellationToken cancellationToken);

    /// <summary>Puts rows into a table, all or none, and moves what counts its keys on behind the highest.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="RowException">The database does not take one.</exception>
    Task<long> InsertAsync(
        string connection,
        string table,
        ImmutableArray<string> columns,
        IEnumerable<SeedRow> rows,
        CancellationToken cancellationToken
    );
}
