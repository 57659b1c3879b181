using System.Text.Json.Nodes;
using Strata.Core.Record;
using Strata.Operations;

namespace Strata.Environments;

/// <summary>A request to make a copied or replaced database the environment's.</summary>
/// <param name="Confirm">The name that confirms it; null to ask.</param>
public sealed record AdoptDatabaseRequest(string? Confirm = null);

/// <summary>The outcome of adopting a database.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Environment">The environment's name.</param>
/// <param name="Stamp">The new stamp; null where the database was the environment's already.</param>
public sealed record AdoptDatabaseResult(string Target, string Environment, Stamp? Stamp) : OperationResult
{
    internal override JsonObject ToJson() =>
        Stamp is { } stamp
            ? OperationJson.Object(("adopted", true), ("identity", stamp.Identity.ToString()))
            : OperationJson.Object(("adopted", false));
}

/// <summary>The outcome of giving a database back to push.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Changed">It was changed by migrations before.</param>
public sealed record ConvertResult(string Target, bool Changed) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("changed", Changed));
}
