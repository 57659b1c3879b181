using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Generating;

/// <summary>A request to change or remove a migration that is written and that no database has run.</summary>
public sealed record PendingRequest
{
    /// <summary>Environments whose databases have not run it, as a person knows: they need not be reached.</summary>
    public IReadOnlyList<string> NotApplied { get; init; } = [];
}

/// <summary>The last migration was removed.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Path">The absolute path that its file had.</param>
public sealed record UndoGenerateResult(string Tag, string Path) : OperationResult
{
    /// <summary>The outcome as a clause.</summary>
    public string Summary => $"removed {Path}";

    internal override JsonObject ToJson() => OperationJson.Object(("changed", true), ("removed", Tag));
}

/// <summary>Edits of pending migrations were recorded.</summary>
/// <param name="Tags">The migrations that were edited; none where nothing was.</param>
public sealed record AmendResult(IReadOnlyList<string> Tags) : OperationResult
{
    /// <summary>The head snapshot was written again.</summary>
    public bool Snapshot { get; init; }

    /// <summary>The outcome as a clause.</summary>
    public string Summary =>
        Tags.Count > 0 ? $"amended {string.Join(", ", Tags)}"
        : Snapshot ? "wrote the snapshot again"
        : "no edits";

    internal override JsonObject ToJson() =>
        OperationJson.Object(("changed", Tags.Count > 0 || Snapshot), ("amended", OperationJson.Texts(Tags)), ("snapshot", Snapshot));
}
