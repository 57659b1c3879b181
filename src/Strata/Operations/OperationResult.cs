using System.Text.Json.Nodes;
using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>The outcome of an operation that came to its end.</summary>
public abstract record OperationResult
{
    /// <summary>The consequence, where the outcome is no success; null for success.</summary>
    public virtual ProblemKind? Consequence => null;

    /// <summary>The outcome in the form that the record of runs keeps and that <c>--json</c> ends with.</summary>
    internal abstract JsonObject ToJson();
}
