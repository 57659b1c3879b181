using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Replacing;

/// <summary>A request to replace an environment's database by a copy of another environment's.</summary>
/// <param name="Source">The name of the environment that is copied.</param>
public sealed record ReplaceRequest(string Source)
{
    /// <summary>The name of the environment whose database is replaced, which confirms it; null to ask.</summary>
    public string? Confirm { get; init; }
}

/// <summary>A database that was replaced.</summary>
/// <param name="Environment">Its environment's name.</param>
/// <param name="Source">The name of the environment that was copied.</param>
/// <param name="Former">The name of the former database, which is retained beside it.</param>
/// <param name="Until">The time until which the former database is retained.</param>
public sealed record ReplaceResult(string Environment, string Source, string Former, DateTimeOffset? Until) : OperationResult
{
    /// <summary>The number of tables in the copy.</summary>
    public int Tables { get; init; }

    /// <summary>The number of rows in the copy.</summary>
    public long Rows { get; init; }

    internal override JsonObject ToJson() =>
        OperationJson.Object(("from", Source), ("tables", Tables), ("rows", (double)Rows), ("former", Former), ("until", Until));
}

/// <summary>The database was replaced, and the copy compared with its source.</summary>
/// <param name="Result">The outcome.</param>
public sealed record DatabaseReplaced(ReplaceResult Result) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [new("wiped", Result.ToJson())];
}

/// <summary>A request to swap the former database back.</summary>
/// <param name="Confirm">The environment's name, which confirms it; null to ask.</param>
public sealed record UndoReplaceRequest(string? Confirm = null)
{
    /// <summary>The name of the retained database to swap back; null for the one that was replaced last.</summary>
    public string? Former { get; init; }
}

/// <summary>A former database that was swapped back.</summary>
/// <param name="Environment">Its environment's name.</param>
/// <param name="Former">The name of the database that it replaced, which is retained.</param>
/// <param name="Until">The time until which that one is retained.</param>
public sealed record UndoReplaceResult(string Environment, string Former, DateTimeOffset? Until) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("former", Former), ("until", Until));
}
