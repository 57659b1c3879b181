using System.Collections.Immutable;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;

namespace Strata.Rebasing;

/// <summary>The changes of two branches that began at one state, and those of them that exclude each other. Pure.</summary>
/// <param name="Base">The state that both began at.</param>
/// <param name="Theirs">The state of the branch that stays.</param>
/// <param name="Ours">The state of the branch that moves.</param>
internal sealed record Overlap(Catalog Base, Catalog Theirs, Catalog Ours)
{
    private readonly IReadOnlyList<ObjectId> _theirs = Prover.Different(Base, Theirs);
    private readonly IReadOnlyList<ObjectId> _ours = Prover.Different(Base, Ours);

    /// <summary>The objects that both changed in the same way.</summary>
    public ImmutableHashSet<ObjectId> Same => [.. _ours.Intersect(_theirs).Where(id => Equals(Theirs.Find(id), Ours.Find(id)))];

    /// <summary>A line for each object that both changed, with the change of each.</summary>
    public IReadOnlyList<string> Conflicts()
    {
        List<string> found =
        [
            .. _ours
                .Intersect(_theirs)
                .Except(Same)
                .Where(id => !IsSaidByOwner(id))
                .Select(id => $"{id} (theirs: {ChangeOf(id, Theirs)}, ours: {ChangeOf(id, Ours)})"),
        ];
        found.AddRange(Needed(_theirs, Theirs, _ours, Ours).Select(p => $"{p.Dropped} (theirs: dropped, ours: needed by {p.By})"));
        found.AddRange(Needed(_ours, Ours, _theirs, Theirs).Select(p => $"{p.Dropped} (theirs: needed by {p.By}, ours: dropped)"));
        found.AddRange(
            from t in Changed(_theirs, Theirs)
            from o in Changed(_ours, Ours)
            where t.Id != o.Id
            from slot in t.NameSlots.Intersect(o.NameSlots)
            select $"the name {slot} (theirs: {t.Id}, ours: {o.Id})"
        );
        return [.. found.Distinct()];
    }

    private string ChangeOf(ObjectId id, Catalog side) =>
        (Base.Find(id), side.Find(id)) switch
        {
            (null, _) => "added",
            (_, null) => "dropped",
            _ => "changed",
        };

    /// <summary>The conflict of its owner says it already.</summary>
    private bool IsSaidByOwner(ObjectId id) =>
        (Theirs.Find(id) is null || Ours.Find(id) is null)
        && Base.Find(id)?.Owner is { } owner
        && (Theirs.Find(owner) is null || Ours.Find(owner) is null)
        && Prover.Different(Theirs, Ours).Contains(owner)
        && _theirs.Contains(owner)
        && _ours.Contains(owner);

    private static IEnumerable<DbObject> Changed(IReadOnlyList<ObjectId> changed, Catalog side) =>
        changed.Select(side.Find).OfType<DbObject>();

    /// <summary>Objects that one branch drops and the other needs.</summary>
    private IEnumerable<(ObjectId Dropped, ObjectId By)> Needed(
        IReadOnlyList<ObjectId> dropped,
        Catalog dropping,
        IReadOnlyList<ObjectId> changed,
        Catalog needing
    ) =>
        from o in Changed(changed, needing)
        let needed = needing
            .DependsOn(o.Id)
            .FirstOrDefault(d => dropping.Find(d) is null && Base.Find(d) is not null && dropped.Contains(d))
        where needed is not null && needing.Find(needed) is not null
        select (needed, o.Id);

    /// <summary>Puts the changes of one step of ours on top of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="before">Our state before the step.</param>
    /// <param name="after">Our state after it.</param>
    public Catalog Apply(Catalog state, Catalog before, Catalog after)
    {
        var objects = state.Objects;
        var same = Same;
        foreach (var id in Prover.Different(before, after).Where(id => !same.Contains(id)))
            objects = after.Find(id) is { } now ? objects.SetItem(id, now) : objects.Remove(id);
        return new Catalog(objects.Values, state.Recorded.Concat(after.Recorded)) { ServerVersion = state.ServerVersion };
    }
}
