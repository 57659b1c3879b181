using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Squashing;

/// <summary>The fate of statements on rows.</summary>
public enum RowStatements
{
    /// <summary>Nobody decided: a squash with such statements is refused.</summary>
    Undecided,

    /// <summary>Appends them to the baseline.</summary>
    Keep,

    /// <summary>Leaves them out: an empty database starts without those rows.</summary>
    Drop,
}

/// <summary>A request to fold the first migrations into one.</summary>
public sealed record SquashRequest
{
    /// <summary>The last migration to fold; null for the newest.</summary>
    public MigrationReference? UpTo { get; init; }

    /// <summary>The baseline's name.</summary>
    public string Name { get; init; } = "baseline";

    /// <summary>The fate of statements on rows.</summary>
    public RowStatements Rows { get; init; }
}

/// <summary>The outcome of a squash.</summary>
/// <param name="Tag">The baseline's name.</param>
/// <param name="Path">Its absolute path.</param>
/// <param name="Replaced">The number of migrations that it replaces.</param>
/// <param name="Backup">The absolute path of the folder with the old files.</param>
public sealed record SquashResult(string Tag, string Path, int Replaced, string Backup) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("tag", Tag), ("replaces", Replaced), ("kept", Backup));
}
