namespace Strata.Core.Model;

/// <summary>The effects of an object that is a bond between two others.</summary>
public sealed record LinkFacet
{
    /// <summary>The object with whose creation the server creates this one.</summary>
    public ObjectId? ImpliedBy { get; init; }

    /// <summary>The object that is whole only with this one: whoever needs it waits for both.</summary>
    public ObjectId? Completes { get; init; }

    /// <summary>Locks on the first relation are taken on the second as well; null where they are not.</summary>
    public (ObjectId From, ObjectId To)? SpreadsLocks { get; init; }
}

/// <summary>
/// The server repeats on the holder the changes of <paramref name="Leader"/>, as long as <paramref name="While"/> exists.
/// </summary>
/// <param name="DropOnly">True when drops alone are repeated.</param>
public sealed record Following(ObjectId Leader, ObjectId While, bool DropOnly = false);
