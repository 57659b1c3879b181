using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Verifying;

/// <summary>The outcome of a replay that led to the schema.</summary>
/// <param name="Migrations">The number of migrations that were run.</param>
/// <param name="RolledBack">The number of down-scripts that led back.</param>
public sealed record VerifyResult(int Migrations, int RolledBack) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("migrations", Migrations), ("reversed", RolledBack));
}
