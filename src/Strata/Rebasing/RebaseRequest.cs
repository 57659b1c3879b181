namespace Strata.Rebasing;

/// <summary>A request to make a forked migrations folder linear.</summary>
public sealed record RebaseRequest
{
    /// <summary>The branch whose migrations stay; null for the remote's main branch, else main.</summary>
    public string? Onto { get; init; }

    /// <summary>Our migrations are left out, to be generated anew from the schema.</summary>
    public bool Theirs { get; init; }
}
