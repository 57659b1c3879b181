using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>That what a migration drops is kept aside, and for how long.</summary>
/// <param name="Parent">The chain hash before the migration: with it no two migrations keep under one name.</param>
/// <param name="Time">How long it is kept at least.</param>
public sealed record KeepTerms(string Parent, TimeSpan Time);

/// <summary>What a kind knows when it says how an object is kept aside.</summary>
/// <param name="Place">The name that is this object's alone: a schema or a table, as the dialect has it.</param>
public sealed record KeepContext(string Place, Catalog Before, Catalog After);

/// <summary>How one object is kept aside with its rows, and brought back.</summary>
public sealed record Keeping
{
    /// <summary>Why it cannot be kept; null where it can.</summary>
    public string? Refused { get; init; }

    /// <summary>
    /// What puts the object, or a copy of its rows, into its place. The object itself is dropped afterwards, unless this moves it.
    /// </summary>
    public ImmutableArray<Step> Aside { get; init; } = [];

    /// <summary>The object itself is moved, with its parts.</summary>
    public bool Moves { get; init; }

    /// <summary>What is made again before the rows come back; empty where the object was moved.</summary>
    public ImmutableArray<DbObject> Remade { get; init; } = [];

    /// <summary>What brings the object or its rows back and leaves its place empty.</summary>
    public ImmutableArray<Step> Back { get; init; } = [];

    /// <summary>How it is kept, for people, after the object's name.</summary>
    public string How { get; init; } = "";

    /// <summary>What does not come back with it as it was; for people, after the object's name. Empty where all does.</summary>
    public string But { get; init; } = "";
}

/// <summary>The holding area of a dialect, as SQL that any client can run.</summary>
public interface IHolding
{
    /// <summary>The name under which an object is kept.</summary>
    /// <param name="key">Eight digits that are this object's alone.</param>
    string Place(string key);

    /// <summary>Makes the record, where there is none yet.</summary>
    IEnumerable<Step> Prepare();

    /// <summary>Makes the place, and records what is kept there until when.</summary>
    IEnumerable<Step> Open(string place, ObjectId kept, TimeSpan time);

    /// <summary>Whether a name is one of the holding area's own.</summary>
    bool Owns(string name);

    /// <summary>A time in days, or in hours where it is not whole days: people and both servers understand it.</summary>
    static string Words(TimeSpan time) => time.TotalHours % 24 == 0 ? $"{(long)time.TotalDays} days" : $"{(long)time.TotalHours} hours";

    /// <summary>Takes away the place, which is empty by now, and its record.</summary>
    IEnumerable<Step> Close(string place);
}
