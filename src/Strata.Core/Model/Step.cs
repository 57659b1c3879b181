using System.Collections.Immutable;

namespace Strata.Core.Model;

/// <summary>
/// PostgreSQL's table-level lock modes, weakest first: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
/// </summary>
public enum LockMode
{
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

public readonly record struct RelationLock(ObjectId Relation, LockMode Mode);

/// <summary>The transaction that a statement runs in.</summary>
public enum TransactionMode
{
    /// <summary>Shares a transaction with its neighbours.</summary>
    Shared,

    /// <summary>Must commit before what follows may start: a new enum value, a VALIDATE.</summary>
    Own,

    /// <summary>The server refuses it inside a transaction: CREATE INDEX CONCURRENTLY.</summary>
    None,
}

/// <summary>
/// Something a person should know before running a step. The code is stable; the subject is what <c>--allow CODE:object</c> names.
/// </summary>
public readonly record struct Hazard(string Code, string Message, ObjectId Subject, bool Destructive = false)
{
    /// <summary>Rows that do not fit stop the step, and nothing is changed.</summary>
    public bool MayStop { get; init; }

    /// <summary>True when nothing is lost, but rows get other values, which cannot be told apart from those that were so before.</summary>
    public bool ChangesRows { get; init; }
}

/// <summary>One statement, and everything a person or the executor must know before running it.</summary>
public sealed record Step(string Sql)
{
    public TransactionMode Transaction { get; init; }
    public EquatableArray<RelationLock> Locks { get; init; } = [];
    public EquatableArray<Hazard> Hazards { get; init; } = [];
    public Change? Cause { get; init; }

    /// <summary>The table that this step and those after it rebuild: no row of it or of what refers to it may be lost.</summary>
    public ObjectId? Rebuilds { get; init; }
}

/// <summary>Steps of one transaction, or a single step outside any.</summary>
public sealed record Batch(TransactionMode Transaction, EquatableArray<Step> Steps);

/// <summary>The steps that turn one catalog into another. Empty when they are equal.</summary>
public sealed record Plan(ImmutableArray<Batch> Batches)
{
    public static Plan Empty { get; } = new([]);
    public IEnumerable<Step> Steps => Batches.SelectMany(b => b.Steps);
    public IEnumerable<Hazard> Hazards => Steps.SelectMany(s => s.Hazards);
    public bool IsEmpty => Batches.IsEmpty;

    /// <summary>Differences that no statement can remove, such as a column's place in a table that holds rows.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The conditions that lint rules found.</summary>
    public ImmutableArray<LintFinding> Findings { get; init; } = [];
}
