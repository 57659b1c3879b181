using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>
/// The replacement of a kind's objects that hold rows by new ones of their names, where no alteration leads there: the old one makes way,
/// the new one is made, and takes the rows over.
/// </summary>
public sealed record ReplacementFacet
{
    /// <summary>The reason why rows would be lost on the way; null where none are.</summary>
    public required Func<DbObject, DbObject, Catalog, Catalog, string?> Refusal { get; init; }

    /// <summary>The alteration that moves the rows. The drop of the old object and the creation of the new one come before it.</summary>
    public required Func<DbObject, DbObject, Catalog, Catalog, Alter> Transfer { get; init; }

    /// <summary>Objects that hold rows of the one replaced, and may go after they were moved: its partitions.</summary>
    public required Func<DbObject, Catalog, Catalog, IEnumerable<ObjectId>> Holders { get; init; }

    /// <summary>Lists the objects of a state whose rows a change of state moves into other ones.</summary>
    public static IEnumerable<ObjectId> Moved(KindSet kinds, Catalog before, Catalog after) =>
        before.Objects.Values.SelectMany(o =>
            after.Find(o.Id) is { } wanted
            && !o.Equals(wanted)
            && kinds.For(o) is { Replacement: { } facet } kind
            && kind.Compare(o, wanted) is null
                ? facet.Holders(o, before, after)
                : []
        );
}
