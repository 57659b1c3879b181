using System.Collections.Frozen;

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

    /// <summary>Selects dependents that the server makes anew in place with the alteration, unless something holds on to them.</summary>
    public Func<DbObject, bool> Rebuilds { get; init; } = _ => false;

    /// <summary>
    /// Selects, among the dependents (second) of what is carried or rebuilt (first), those that cannot live through the alteration.
    /// </summary>
    public Func<DbObject, DbObject, bool> DisruptsBehind { get; init; } = (_, _) => false;

    /// <summary>True where the objects that <see cref="DisruptsBehind"/> selects may depend on the subject itself as well.</summary>
    public bool DisruptsOwnBehind { get; init; }

    /// <summary>Selects the alterations of a leader that the server repeats on a follower as this one.</summary>
    public Func<Alter, bool> Repeats { get; init; } = _ => true;

    /// <summary>The object takes part in the alteration without a change of its own.</summary>
    public bool Reaches(DbObject dependent) => Carries(dependent) || Rebuilds(dependent);

    /// <summary>True when it comes after the changes of its subject's parts, not before them.</summary>
    public bool NeedsParts { get; init; }

    /// <summary>True when it comes before its subject's parts are dropped: it sets them free.</summary>
    public bool FreesParts { get; init; }

    /// <summary>Objects that are made before it, of those that need its subject; all others are made after it.</summary>
    public IReadOnlySet<ObjectId> Awaits { get; init; } = FrozenSet<ObjectId>.Empty;

    /// <summary>Objects that are dropped after it: it reads the rows that they hold.</summary>
    public IReadOnlySet<ObjectId> Reads { get; init; } = FrozenSet<ObjectId>.Empty;

    /// <summary>The server prints all that names its subject otherwise afterwards, and nothing of that changes.</summary>
    public bool Readdresses { get; init; }

    /// <summary>True when it puts the parts of its subject in the wanted order.</summary>
    public bool OrdersParts { get; init; }
}
