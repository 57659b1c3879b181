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

    /// <summary>The role that one object at a time can have, whatever its name: the primary key of a table; null for none.</summary>
    public string? Place { get; init; }

    /// <summary>The relation among whose candidates the server chooses one that this object hangs on; null for none.</summary>
    public ObjectId? ChoosesAmong { get; init; }

    /// <summary>True where it is one of the candidates on its relation, which must be gone before the server chooses, if it goes.</summary>
    public bool IsCandidate { get; init; }

    /// <summary>Its changes come after all others: they decide how later objects are made.</summary>
    public bool IsLast { get; init; }
}
