using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Renames;

/// <summary>
/// A removed object and a like one that is added: one that was renamed, or two? Only a person knows, and rows hang on it.
/// </summary>
public sealed record PossibleRename(DbObject Removed, DbObject Added);

/// <summary>
/// Finds the pairs to ask about: objects that hold rows, themselves or in their parts, of one type, under one owner, and alike. Knows no
/// kind.
/// </summary>
/// <param name="kinds">The dialect's.</param>
public sealed class RenameDetector(KindSet kinds)
{
    public ImmutableArray<PossibleRename> Find(Catalog before, Catalog after)
    {
        var removed = before.Objects.Values.Where(o => after.Find(o.Id) is null && Holds(o, before)).ToList();
        var added = after.Objects.Values.Where(o => before.Find(o.Id) is null && Holds(o, after)).ToList();
        ImmutableArray<PossibleRename> pairs =
        [
            .. from r in removed
            from a in added
            where
                r.Id.Type == a.Id.Type
                && r.Owner == a.Owner
                && (r.Owner is null || before.Find(r.Owner) is not null)
                && AreAlike(r, a, before, after)
            orderby r.Id, a.Id
            select new PossibleRename(r, a),
        ];
        // The answer for a whole decides about everything inside it.
        return [.. pairs.Where(p => !pairs.Any(w => IsInside(p.Removed.Id, w.Removed.Id)))];
    }

    /// <summary>
    /// The same for addresses inside an object that stays, which are no objects themselves: each one removed with each one added.
    /// </summary>
    public static ImmutableArray<RenameHint> FindParts(Catalog before, Catalog after) =>
        [
            .. from old in before.Objects.Values
            let wanted = after.Find(old.Id)
            where wanted is not null
            from removed in old.InnerParts.Except(wanted.InnerParts)
            from added in wanted.InnerParts.Except(old.InnerParts)
            where removed.Type == added.Type
            select new RenameHint(removed, added),
        ];

    /// <summary>An address begins with another one.</summary>
    public static bool IsInside(ObjectId id, ObjectId whole) =>
        id.Names.Count > whole.Names.Count && id.Names.Take(whole.Names.Count).SequenceEqual(whole.Names);

    private string? Likeness(DbObject o) => kinds.For(o).Rename?.Likeness(o);

    private static bool Holds(DbObject o, Catalog catalog) => o.HoldsData || (o.Owner is null && Parts(o, catalog).Count > 0);

    private bool AreAlike(DbObject removed, DbObject added, Catalog before, Catalog after)
    {
        if (removed.Owner is not null)
            return Likeness(removed) == Likeness(added);
        var (old, wanted) = (Parts(removed, before), Parts(added, after));
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
