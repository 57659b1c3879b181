using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Ordering;

namespace Strata.Core.Planning.Passes;

/// <summary>
/// Puts changes into the statement of another one: a new table's columns and constraints into its CREATE TABLE, a part's drop into its
/// owner's, a follower's change into its leader's. <see cref="Sort"/> lets parts out again where that would make two changes wait for
/// each other.
/// </summary>
public sealed class Fold : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var index = new ChangeIndex(draft.Changes);
        var folded = index.All.Select(i => Target(i, index, draft.Kinds) ?? -1).ToArray();
        // Two alike in one statement would be taken for one: the second gets a statement of its own.
        foreach (
            var alike in index
                .All.Where(i => folded[i] >= 0 && draft.Changes[i] is Create && MergeKey(draft, i) is not null)
                .GroupBy(i => (folded[i], MergeKey(draft, i)))
        )
        foreach (var i in alike.Skip(1))
            folded[i] = -1;
        return draft with { FoldedInto = [.. folded] };
    }

    private static string? MergeKey(PlanDraft draft, int i) =>
        draft.Changes[i].Object is var o ? draft.Kinds.For(o).Fold?.MergeKey(o) : null;

    private static int? Target(int i, ChangeIndex index, KindSet kinds)
    {
        var o = index.Changes[i].Object;
        return index.Changes[i] switch
        {
            Drop when o.Link?.ImpliedBy is { } by && index.Dropping(by) is { } drop => drop,
            Drop when o.DroppedWith is { } with && index.Dropping(with) is { } drop && !MakesWay(o, with, index) => drop,
            Drop
                when o.Follows is { AlterOnly: false } follows
                    && index.Dropping(follows.Leader) is { } drop
                    && index.IsUntouched(follows.While) => drop,
            Alter alter when o.Follows is { DropOnly: false } follows && (follows.AlterOnly || index.IsUntouched(follows.While)) => Leading(
                i,
                alter,
                index,
                index.Altering(follows.Leader)
            ),
            Create when o.Link?.ImpliedBy is { } by && index.Creating(by) is { } create => create,
            Create when o.Owner is { } owner && kinds.For(o).Fold?.Folds(o) == true => index.Creating(owner),
            _ => null,
        };
    }

    /// <summary>
    /// Its owner is not dropped but makes way for a new one, which wants the names that the part has outside of it.
    /// </summary>
    private static bool MakesWay(DbObject part, ObjectId owner, ChangeIndex index) =>
        index.Altering(owner).Count > 0
        && !part.HoldsData
        && (part.NameSlots.Any() || part.Id.Names.SkipLast(1).SequenceEqual(owner.Names.SkipLast(1)));

    /// <summary>
    /// The leader's alteration that brings this one about: its counterpart where each has one, else the first; null where none does.
    /// </summary>
    private static int? Leading(int i, Alter alter, ChangeIndex index, IReadOnlyList<int> leaders)
    {
        var own = index.Altering(alter.Subject);
        var repeated = leaders.Where(l => alter.Effect.Repeats((Alter)index.Changes[l])).ToList();
        if (repeated.Count == 0)
            return null;
        return own.Count == leaders.Count && leaders[own.ToList().IndexOf(i)] is var counterpart && repeated.Contains(counterpart)
            ? counterpart
            : repeated[0];
    }
}
