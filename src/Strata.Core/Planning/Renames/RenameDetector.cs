using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Planning.Renames;

/// <summary>An object that goes while a like one comes: the same one renamed, or two? Only a person knows, and rows hang on it.</summary>
public sealed record PossibleRename(DbObject Gone, DbObject Come);

/// <summary>
/// Finds the pairs to ask about. Knows no kind: objects that hold rows, themselves or in what is inside them, of one type, under one owner,
/// and alike.
/// </summary>
public static class RenameDetector
{
    public static ImmutableArray<PossibleRename> Find(Catalog before, Catalog after)
    {
        var gone = before.Objects.Values.Where(o => after.Find(o.Id) is null && Holds(o, before)).ToList();
        var come = after.Objects.Values.Where(o => before.Find(o.Id) is null && Holds(o, after)).ToList();
        ImmutableArray<PossibleRename> pairs =
        [
            .. from g in gone
            from c in come
            where
                g.Id.Type == c.Id.Type
                && g.Owner == c.Owner
                && (g.Owner is null || before.Find(g.Owner) is not null)
                && AreAlike(g, c, before, after)
            orderby g.Id, c.Id
            select new PossibleRename(g, c),
        ];
        // Whether the whole was renamed decides about everything inside it.
        return [.. pairs.Where(p => !pairs.Any(w => IsInside(p.Gone.Id, w.Gone.Id)))];
    }

    /// <summary>
    /// The same for what has an address inside an object that stays, and is no object itself: each part gone with each that comes.
    /// </summary>
    public static ImmutableArray<RenameHint> FindParts(Catalog before, Catalog after) =>
        [
            .. from old in before.Objects.Values
            let wanted = after.Find(old.Id)
            where wanted is not null
            from gone in old.Parts.Except(wanted.Parts)
            from come in wanted.Parts.Except(old.Parts)
            where gone.Type == come.Type
            select new RenameHint(gone, come),
        ];

    /// <summary>Whether an address begins with another one.</summary>
    public static bool IsInside(ObjectId id, ObjectId whole) =>
        id.Names.Count > whole.Names.Count && id.Names.Take(whole.Names.Count).SequenceEqual(whole.Names);

    private static bool Holds(DbObject o, Catalog catalog) => o.HoldsData || (o.Owner is null && Parts(o, catalog).Count > 0);

    private static bool AreAlike(DbObject gone, DbObject come, Catalog before, Catalog after)
    {
        if (gone.Owner is not null)
            return gone.Likeness == come.Likeness;
        var (old, wanted) = (Parts(gone, before), Parts(come, after));
        return old.Count > 0 && old.Intersect(wanted).Count() * 2 >= Math.Max(old.Count, wanted.Count);
    }

    private static HashSet<string> Parts(DbObject whole, Catalog catalog) =>
        [
            .. catalog
                .DependentsOf(whole.Id)
                .Select(catalog.Find)
                .Where(o => o is { HoldsData: true } && o.Id.Names.Count == whole.Id.Names.Count + 1 && IsInside(o.Id, whole.Id))
                .Select(o => o!.Id.Name),
        ];
}
