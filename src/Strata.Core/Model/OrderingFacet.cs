namespace Strata.Core.Model;

/// <summary>Constraints on the order of an object's changes that neither dependencies nor ranks tell.</summary>
public sealed record OrderingFacet
{
    /// <summary>No constraints.</summary>
    public static OrderingFacet Default { get; } = new();

    /// <summary>True when it names objects that the server's dependency graph does not know.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>Its creation runs the code that it is made of.</summary>
    public bool RunsWhenCreated { get; init; }

    /// <summary>Its changes come after all others: they decide how later objects are made.</summary>
    public bool IsLast { get; init; }
}
