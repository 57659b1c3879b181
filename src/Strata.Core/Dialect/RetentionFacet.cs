using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The retention of a kind's objects with their rows, where a plan would drop them.</summary>
public sealed record RetentionFacet
{
    /// <summary>The way in which an object is retained; null where its kind has none.</summary>
    public Func<DbObject, RetentionContext, RetentionMethod>? Retain { get; init; }

    /// <summary>
    /// Selects parts that do not move into the quarantine with their owner, or would bind from there objects that stay. They are dropped
    /// first, and made again when the owner comes back.
    /// </summary>
    public Func<DbObject, bool> StaysBehind { get; init; } = _ => false;

    /// <summary>The facet of a kind whose objects are <typeparamref name="T"/>.</summary>
    public static RetentionFacet Of<T>(Func<T, RetentionContext, RetentionMethod> retain)
        where T : DbObject => new() { Retain = (o, context) => retain((T)o, context) };
}

/// <summary>The terms on which dropped objects are retained.</summary>
/// <param name="Parent">The chain hash before the migration: with it no two migrations use one quarantine name.</param>
/// <param name="Period">The time they are retained at least.</param>
public sealed record RetentionTerms(string Parent, TimeSpan Period);

/// <summary>A kind's knowledge when it says how an object is retained.</summary>
/// <param name="QuarantineName">The name that is this object's alone: a schema or a table, as the dialect has it.</param>
public sealed record RetentionContext(string QuarantineName, Catalog Before, Catalog After);

/// <summary>The way in which one object is retained with its rows, and restored.</summary>
public sealed record RetentionMethod
{
    /// <summary>The reason why it cannot be retained; null where it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>
    /// Statements that put the object, or a copy of its rows, into the quarantine. The object itself is dropped afterwards, unless they
    /// move it.
    /// </summary>
    public ImmutableArray<Step> Retain { get; init; } = [];

    /// <summary>The object itself is moved, with its parts.</summary>
    public bool IsMove { get; init; }

    /// <summary>Objects that are made again before the rows come back; empty where the object was moved.</summary>
    public ImmutableArray<DbObject> Recreated { get; init; } = [];

    /// <summary>Statements that bring the object or its rows back and empty the quarantine.</summary>
    public ImmutableArray<Step> Restore { get; init; } = [];

    /// <summary>The form in which it is retained, for people, after the object's name.</summary>
    public string Description { get; init; } = "";

    /// <summary>The loss that remains when it is restored, for people, after the object's name. Empty where there is none.</summary>
    public string Caveat { get; init; } = "";
}
