using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.SyncingContent;

/// <summary>A request to make the tables of "content" hold the rows of another environment.</summary>
public sealed record SyncContentRequest
{
    /// <summary>The environment that the rows are copied from; null for the one that strata.json names.</summary>
    public string? Source { get; init; }

    /// <summary>Compare, and change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The name of the environment that is changed, which confirms it; null to ask.</summary>
    public string? Confirm { get; init; }
}

/// <summary>The rows of one table that differ.</summary>
/// <param name="Table">The table.</param>
/// <param name="Inserts">The number of rows that only the source has.</param>
/// <param name="Updates">The number of rows with other values.</param>
/// <param name="Deletes">The number of rows that the source does not have.</param>
public sealed record ContentCount(string Table, long Inserts, long Updates, long Deletes)
{
    /// <summary>The number of rows that differ.</summary>
    public long Rows => Inserts + Updates + Deletes;
}

/// <summary>A table was compared with the source's.</summary>
/// <param name="Count">The rows that differ.</param>
public sealed record ContentCompared(ContentCount Count) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [
            JsonLine.Of(
                "content",
                ("table", Count.Table),
                ("inserts", (double)Count.Inserts),
                ("updates", (double)Count.Updates),
                ("deletes", (double)Count.Deletes)
            ),
        ];
}

/// <summary>Content that was compared, and changed unless it was a dry run.</summary>
/// <param name="Source">The environment that the rows are copied from.</param>
/// <param name="Tables">The rows that differed, by table.</param>
public sealed record SyncContentResult(string Source, IReadOnlyList<ContentCount> Tables) : OperationResult
{
    /// <summary>The number of rows that differed.</summary>
    public long Rows => Tables.Sum(t => t.Rows);

    /// <summary>Nothing was changed.</summary>
    public bool IsDryRun { get; init; }

    internal override JsonObject ToJson() => OperationJson.Object(("from", Source), ("rows", (double)Rows), ("dryRun", IsDryRun));
}
