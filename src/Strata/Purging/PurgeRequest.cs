namespace Strata.Purging;

/// <summary>A request to delete retained data.</summary>
public sealed record PurgeRequest
{
    /// <summary>Data whose retention has not ended is deleted too.</summary>
    public bool All { get; init; }

    /// <summary>The environment's name, which confirms the purge of a protected one; null to ask.</summary>
    public string? Confirm { get; init; }
}
