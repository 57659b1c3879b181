namespace Strata.Core.Model;

/// <summary>The effects of an object that is a bond between two others.</summary>
public sealed record LinkFacet
{
    /// <summary>The object with whose creation the server creates this one, and with whose drop it drops it.</summary>
    public ObjectId? ImpliedBy { get; init; }

    /// <summary>The object that is whole only with this one: whoever needs it waits for both.</summary>
    public ObjectId? Completes { get; init; }

    /// <summary>Locks on the first relation are taken on the second as well; null where they are not.</summary>
    public (ObjectId From, ObjectId To)? SpreadsLocks { get; init; }

    /// <summary>Relations whose locks are taken on the holder as well: the parents of a table that inherits.</summary>
    public EquatableArray<ObjectId> LockedWith { get; init; } = [];
}

/// <summary>
/// The server repeats on the holder the changes of <paramref name="Leader"/>, as long as <paramref name="While"/> exists.
/// </summary>
/// <param name="DropOnly">True when drops alone are repeated.</param>
public sealed record Following(ObjectId Leader, ObjectId While, bool DropOnly = false)
{
    /// <summary>True when it repeats alterations alone: the holder is its own, and stays where the leader is dropped.</summary>
    public bool AlterOnly { get; init; }

    /// <summary>
    /// True when the leader is a setting of something that the holder's owner has as well: making the leader makes it there too.
    /// </summary>
    public bool IsSetting { get; init; }

    /// <summary>The object that the server makes in the holder's place with the leader; null where it is the wanted one.</summary>
    public Func<DbObject, DbObject>? Repeated { get; init; }
}
