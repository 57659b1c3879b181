using System.Text.Json.Nodes;
using Strata.Core.Model;
using Strata.Operations;

namespace Strata.Pushing;

/// <summary>The outcome of a push.</summary>
/// <param name="Plan">The change that was made, or would be.</param>
/// <param name="Target">The database's name for people.</param>
public sealed record PushResult(Plan Plan, string Target) : OperationResult
{
    /// <summary>Nothing was run.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The number of statements.</summary>
    public int Statements => Plan.Steps.Count();

    internal override JsonObject ToJson() =>
        IsDryRun ? OperationJson.Object(("statements", Statements), ("dryRun", true)) : OperationJson.Object(("statements", Statements));
}

/// <summary>A watch that was ended.</summary>
/// <param name="Pushes">The number of pushes that changed the database.</param>
public sealed record WatchResult(int Pushes) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("pushes", Pushes));
}
