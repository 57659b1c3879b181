using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Resetting;

/// <summary>A request to empty an environment's database and build it again.</summary>
public sealed record ResetRequest
{
    /// <summary>Load the project's seed files.</summary>
    public bool Seed { get; init; } = true;

    /// <summary>The environment's name, which confirms it; null to ask.</summary>
    public string? Confirm { get; init; }
}

/// <summary>The source that a database is built from.</summary>
public enum BuildSource
{
    /// <summary>The migrations, where they own the database.</summary>
    Migrations,

    /// <summary>The C# schema, where push owns the database.</summary>
    Schema,
}

/// <summary>A database that was emptied and built again.</summary>
/// <param name="Environment">Its environment's name.</param>
/// <param name="Source">The source that it was built from.</param>
public sealed record ResetResult(string Environment, BuildSource Source) : OperationResult
{
    /// <summary>The number of objects that were dropped.</summary>
    public int Dropped { get; init; }

    /// <summary>The number of seed files that were loaded.</summary>
    public int Seeds { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The source for people: <c>the migrations</c>.</summary>
    internal string SourceText => Source == BuildSource.Migrations ? "the migrations" : "the schema";

    internal override JsonObject ToJson() => OperationJson.Object(("dropped", Dropped), ("from", SourceText), ("seeds", Seeds));
}

/// <summary>A reset is confirmed, and is going to drop everything that the project manages.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Names">The objects that are dropped with everything that they own, for a person: the first of them, and the number of the
/// rest.</param>
public sealed record DatabaseClearing(string Environment, string Names) : OperationEvent;
