using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Environments;

/// <summary>A request to make a copied or replaced database the environment's.</summary>
/// <param name="Confirm">The name that confirms it; null to ask.</param>
public sealed record AdoptDatabaseRequest(string? Confirm = null);

/// <summary>The outcome of a decision on an environment's database as a whole.</summary>
/// <param name="Target">The database's name for people.</param>
public abstract record DatabaseDecision(string Target) : OperationResult
{
    /// <summary>The outcome, for a person.</summary>
    internal abstract Remedy Text { get; }
}

/// <summary>The outcome of adopting a database.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Environment">The environment's name.</param>
/// <param name="Stamp">The new stamp; null where the database was the environment's already.</param>
public sealed record AdoptDatabaseResult(string Target, string Environment, Stamp? Stamp) : DatabaseDecision(Target)
{
    internal override Remedy Text =>
        Stamp is { } stamp
            ? (Remedy)$"{Target} is \"{Environment}\" from now on, changed by {stamp.Mode.ToString().ToLowerInvariant()}"
            : $"{Target} is \"{Environment}\" already";

    internal override JsonObject ToJson() =>
        Stamp is { } stamp
            ? OperationJson.Object(("adopted", true), ("identity", stamp.Identity.ToString()))
            : OperationJson.Object(("adopted", false));
}

/// <summary>The outcome of giving a database back to push.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Changed">True when migrations had changed it before.</param>
public sealed record ConvertResult(string Target, bool Changed) : DatabaseDecision(Target)
{
    internal override Remedy Text =>
        Changed
            ? (Remedy)$"{Target} is changed by push from now on; back again: {Call.Strata("baseline")}"
            : $"{Target} is changed by push already";

    internal override JsonObject ToJson() => OperationJson.Object(("changed", Changed));
}

/// <summary>A request to give a stamp the less strict policy of strata.json.</summary>
/// <param name="Confirm">The environment's name, which confirms it; null to ask.</param>
public sealed record LoosenRequest(string? Confirm = null);

/// <summary>The outcome of loosening a stamp.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Before">The policy of the stamp before.</param>
/// <param name="After">The policy of the stamp now.</param>
public sealed record LoosenResult(string Target, EnvironmentPolicy Before, EnvironmentPolicy After) : DatabaseDecision(Target)
{
    internal override Remedy Text =>
        Before == After
            ? (Remedy)$"{Target} is stamped {EnvironmentPolicies.Word(After)}, and strata.json is not less strict: nothing was changed"
            : $"{Target} was stamped {EnvironmentPolicies.Word(Before)}, and is {EnvironmentPolicies.Word(After)} from now on";

    internal override JsonObject ToJson() =>
        OperationJson.Object(
            ("changed", Before != After),
            ("before", EnvironmentPolicies.Word(Before)),
            ("policy", EnvironmentPolicies.Word(After))
        );
}
