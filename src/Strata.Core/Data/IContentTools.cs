using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Problems;

namespace Strata.Core.Data;

/// <summary>A table that is to hold the same rows as in another database.</summary>
/// <param name="Name">With or without its schema.</param>
/// <param name="Key">The columns that tell a row; none for the primary key.</param>
public sealed record ContentTable(string Name, ImmutableArray<string> Key);

/// <summary>A foreign key that points to a table.</summary>
/// <param name="Child">The table it is of, in SQL.</param>
/// <param name="ChildName">The same, for people.</param>
/// <param name="ChildColumns">Its columns, in SQL.</param>
/// <param name="Columns">The referenced columns, in SQL.</param>
public sealed record Reference(string Child, string ChildName, ImmutableArray<string> ChildColumns, ImmutableArray<string> Columns);

/// <summary>
/// A table on the side that is changed, and where the rows of the other side are while the session is open. Everything is SQL, quoted.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Table">The table.</param>
/// <param name="Stage">The other side's rows.</param>
/// <param name="Columns">The copied columns: all that the database does not compute.</param>
/// <param name="Key">The columns that identify a row.</param>
/// <param name="References">Every foreign key that points here, from whatever table.</param>
public sealed record ContentShape(
    string Name,
    string Table,
    string Stage,
    ImmutableArray<string> Columns,
    ImmutableArray<string> Key,
    ImmutableArray<Reference> References
);

/// <summary>A transaction on the target, in which the source's rows can be read. Disposing it rolls back what was not committed.</summary>
public interface IContentSession : IAsyncDisposable
{
    ImmutableArray<ContentShape> Shapes { get; }

    /// <summary>A condition that holds where two rows differ in some columns; each is given with the alias of its table.</summary>
    string Differ(string one, string other, ImmutableArray<string> columns);

    /// <summary>An INSERT that takes every value as it is; what follows is the SELECT.</summary>
    string Insert(ContentShape shape);

    Task<long> CountAsync(string sql, CancellationToken cancellationToken);

    /// <returns>The number of rows.</returns>
    /// <exception cref="StatementException">The database refused.</exception>
    Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Moves what counts keys on behind the highest, and commits.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>Rows of some tables made the same as in another database.</summary>
public interface IContentTools
{
    /// <summary>Begins the transaction, and has the source's rows streamed to where the target can read them.</summary>
    /// <exception cref="ProblemException">A table or key is not there, or the columns are not the same in both databases (ST5050, exit
    /// 9).</exception>
    Task<IContentSession> OpenAsync(
        string source,
        string target,
        IReadOnlyList<ContentTable> tables,
        Action<string> progress,
        CancellationToken cancellationToken
    );
}
