using System.Collections.Immutable;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>One transaction: statements, then bookkeeping, then COMMIT.</summary>
public sealed record TransactionUnit(ImmutableArray<SqlStatement> Statements, ImmutableArray<Bookkeeping> Bookkeeping)
{
    /// <summary>The longest wait of a statement for a lock.</summary>
    public TimeSpan LockTimeout { get; init; }

    /// <summary>The longest run of a statement; zero is forever.</summary>
    public TimeSpan StatementTimeout { get; init; }

    /// <summary>Another transaction of the same run follows and will make this one durable with itself.</summary>
    public bool DurableLater { get; init; }

    /// <summary>
    /// The statements were planned on the schema that was there when the lock was taken. Where another process could change it since, and
    /// did, they are not run (<see cref="FailureKind.Superseded"/>).
    /// </summary>
    public bool IsPlanned { get; init; }

    /// <summary>Tables that are rebuilt: no row of them or of what refers to them may be lost.</summary>
    public ImmutableArray<string> Rebuilds { get; init; } = [];
}
