namespace Strata.Core.Model;

/// <summary>The effects of an alteration on other objects than its subject.</summary>
public sealed record AlterEffect
{
    /// <summary>No effect.</summary>
    public static AlterEffect None { get; } = new();

    /// <summary>Selects dependents that cannot live through the alteration: they are dropped before it and created after it.</summary>
    public Func<DbObject, bool> Disrupts { get; init; } = _ => false;

    /// <summary>Selects dependents that the alteration takes along with their rows.</summary>
    public Func<DbObject, bool> Carries { get; init; } = _ => false;

    /// <summary>Selects the alterations of a leader that the server repeats on a follower as this one.</summary>
    public Func<Alter, bool> Repeats { get; init; } = _ => true;

    /// <summary>True when it puts the parts of its subject in the wanted order.</summary>
    public bool OrdersParts { get; init; }
}
