using System.Text.Json.Nodes;
using Strata.Core.Record;
using Strata.Core.Text;
using Strata.Operations;

namespace Strata.Purging;

/// <summary>A retained object of a database.</summary>
/// <param name="Object">The object, with its sizes.</param>
/// <param name="Migration">The migration that retains it; null where no down-script names it.</param>
/// <param name="Age">The time since it was dropped.</param>
public sealed record RetainedEntry(RetainedObject Object, string? Migration, TimeSpan Age)
{
    /// <summary>The object, its size, its age and its place in one line.</summary>
    public string Summary =>
        $"{Object.Object}  {(Object.IsThere ? Size : "gone")}  since {AgeText}, "
        + (Object.IsExpired ? "expired" : $"until {Object.Until:yyyy-MM-dd}")
        + $"  {Object.Place}{(Migration is null ? "" : $"  {Migration}")}";

    private string Size =>
        string.Join(
            ", ",
            [
                .. Object.Rows is { } n ? (string[])[$"{(Object.IsEstimate ? "about " : "")}{Quantity.Count(n, "row")}"] : [],
                .. Object.Bytes is { } bytes ? (string[])[Quantity.Size(bytes)] : [],
            ]
        );

    private string AgeText =>
        Age.TotalDays >= 1 ? $"{(long)Age.TotalDays} d"
        : Age.TotalHours >= 1 ? $"{(long)Age.TotalHours} h"
        : $"{Math.Max(0, (long)Age.TotalMinutes)} min";

    internal JsonLine ToJson() =>
        JsonLine.Of(
            "kept",
            ("object", Object.Object),
            ("place", Object.Place),
            ("migration", Migration),
            ("keptAt", Object.KeptAt),
            ("until", Object.Until),
            ("expired", Object.IsExpired),
            ("there", Object.IsThere),
            ("rows", Object.Rows is { } rows ? (double)rows : null),
            ("estimate", Object.IsEstimate),
            ("bytes", Object.Bytes is { } bytes ? (double)bytes : null)
        );
}

/// <summary>A retained object was found, before anything is deleted.</summary>
/// <param name="Entry">The object.</param>
public sealed record RetainedFound(RetainedEntry Entry) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [Entry.ToJson()];
}

/// <summary>The outcome of a purge.</summary>
/// <param name="Retained">The number of objects that were retained before.</param>
/// <param name="Deleted">The places that were deleted.</param>
/// <param name="Target">The database's name for people; null where nothing was chosen.</param>
public sealed record PurgeResult(int Retained, IReadOnlyList<string> Deleted, string? Target) : OperationResult
{
    /// <summary>The number of objects that were deleted; null where none was chosen.</summary>
    public int? Count => Target is null ? null : Deleted.Count;

    internal override JsonObject ToJson() => OperationJson.Object(("deleted", OperationJson.Texts(Deleted)));
}

/// <summary>The retained objects of a database, and the number that a purge would delete.</summary>
/// <param name="Retained">The objects.</param>
/// <param name="Chosen">The number that would be deleted.</param>
public sealed record PurgePreview(IReadOnlyList<RetainedEntry> Retained, int Chosen) : OperationResult
{
    /// <summary>The number that would be deleted; null where none is chosen.</summary>
    public int? Count => Chosen == 0 ? null : Chosen;

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Retained.Select(r => r.ToJson());

    internal override JsonObject ToJson() => OperationJson.Object(("deleted", OperationJson.Texts([])));
}
