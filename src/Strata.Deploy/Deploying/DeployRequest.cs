using Strata.Deploy.Recording;
using Strata.Project.Guards;

namespace Strata.Deploy.Deploying;

/// <summary>The change of the database in a deploy.</summary>
public enum DatabaseChange
{
    /// <summary>None.</summary>
    None,

    /// <summary>Run pending migrations.</summary>
    Migrate,

    /// <summary>Write the next migration, and stop for its review.</summary>
    Generate,

    /// <summary>Push the schema.</summary>
    Push,

    /// <summary>Replace the database by a copy of another environment's.</summary>
    Replace,
}

/// <summary>The services of a deploy.</summary>
/// <param name="All">Every service of strata.json.</param>
/// <param name="Names">Some services by their names; empty with <paramref name="All"/>.</param>
public sealed record ServiceSelection(bool All, IReadOnlyList<string> Names)
{
    /// <summary>No service.</summary>
    public static ServiceSelection None { get; } = new(false, []);

    /// <summary>A service is selected.</summary>
    public bool Any => All || Names.Count > 0;
}

/// <summary>A request to deploy a database and services to an environment.</summary>
public sealed record DeployRequest
{
    /// <summary>The change of the database.</summary>
    public DatabaseChange Database { get; init; }

    /// <summary>Make the tables of "content" hold the rows of another environment.</summary>
    public bool SyncContent { get; init; }

    /// <summary>The environment that a copy or content comes from; null for the one that strata.json names for content.</summary>
    public string? Source { get; init; }

    /// <summary>The services.</summary>
    public ServiceSelection Services { get; init; } = ServiceSelection.None;

    /// <summary>The work on the services.</summary>
    public DeployKind Kind { get; init; }

    /// <summary>The share of requests that a canary gets, in percent: 1 to 99.</summary>
    public int Percent { get; init; }

    /// <summary>The name of what is deployed; null for git's description of the commit.</summary>
    public string? Tag { get; init; }

    /// <summary>The hashes of plans that a person has read.</summary>
    public IReadOnlyList<string> PlanHashes { get; init; } = [];

    /// <summary>The environment's name, which confirms a replacement or a change of content; null to ask.</summary>
    public string? Confirm { get; init; }

    /// <summary>Hazards that are acknowledged.</summary>
    public HazardAcknowledgement Acknowledged { get; init; } = HazardAcknowledgement.None;
}
