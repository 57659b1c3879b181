using System.Collections.Immutable;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;

namespace Strata.Cli.Rebasing;

/// <summary>Two sides that began at one state: what they did that cannot both be. Pure.</summary>
/// <param name="Base">The state that both began at.</param>
/// <param name="Theirs">Where the side that stays led.</param>
/// <param name="Ours">Where the side that moves led.</param>
internal sealed record Overlap(Catalog Base, Catalog Theirs, Catalog Ours)
{
    private readonly IReadOnlyList<ObjectId> _theirs = Prover.Different(Base, Theirs);
    private readonly IReadOnlyList<ObjectId> _ours = Prover.Different(Base, Ours);

    /// <summary>What both made the same.</summary>
    public ImmutableHashSet<ObjectId> Same => [.. _ours.Intersect(_theirs).Where(id => Equals(Theirs.Find(id), Ours.Find(id)))];

    /// <summary>One line for each object, with what each side did.</summary>
    public IReadOnlyList<string> Conflicts()
    {
        List<string> found =
        [
            .. _ours
                .Intersect(_theirs)
                .Except(Same)
                .Where(id => !GoneWithOwner(id))
                .Select(id => $"{id} (theirs: {Did(id, Theirs)}, ours: {Did(id, Ours)})"),
        ];
        found.AddRange(Needed(_theirs, Theirs, _ours, Ours).Select(p => $"{p.Gone} (theirs: dropped, ours: needed by {p.By})"));
        found.AddRange(Needed(_ours, Ours, _theirs, Theirs).Select(p => $"{p.Gone} (theirs: needed by {p.By}, ours: dropped)"));
        found.AddRange(
            from t in Come(_theirs, Theirs)
            from o in Come(_ours, Ours)
            where t.Id != o.Id
            from slot in t.Slots.Intersect(o.Slots)
            select $"the name {slot} (theirs: {t.Id}, ours: {o.Id})"
        );
        return [.. found.Distinct()];
    }

    private string Did(ObjectId id, Catalog side) =>
        (Base.Find(id), side.Find(id)) switch
        {
            (null, _) => "added",
            (_, null) => "dropped",
            _ => "changed",
        };

    /// <summary>Its owner says it already.</summary>
    private bool GoneWithOwner(ObjectId id) =>
        (Theirs.Find(id) is null || Ours.Find(id) is null)
        && Base.Find(id)?.Owner is { } owner
        && (Theirs.Find(owner) is null || Ours.Find(owner) is null)
        && Prover.Different(Theirs, Ours).Contains(owner)
        && _theirs.Contains(owner)
        && _ours.Contains(owner);

    private static IEnumerable<DbObject> Come(IReadOnlyList<ObjectId> changed, Catalog side) =>
        changed.Select(side.Find).OfType<DbObject>();

    private IEnumerable<(ObjectId Gone, ObjectId By)> Needed(
        IReadOnlyList<ObjectId> dropped,
        Catalog dropper,
        IReadOnlyList<ObjectId> changed,
        Catalog other
    ) =>
        from o in Come(changed, other)
        let gone = other.DependsOn(o.Id).FirstOrDefault(d => dropper.Find(d) is null && Base.Find(d) is not null && dropped.Contains(d))
        where gone is not null && other.Find(gone) is not null
        select (gone, o.Id);

    /// <summary>A state with the changes of one step of ours on top.</summary>
    /// <param name="state">What is there.</param>
    /// <param name="from">Our state before the step.</param>
    /// <param name="to">And after it.</param>
    public Catalog Apply(Catalog state, Catalog from, Catalog to)
    {
        var objects = state.Objects;
        var same = Same;
        foreach (var id in Prover.Different(from, to).Where(id => !same.Contains(id)))
            objects = to.Find(id) is { } now ? objects.SetItem(id, now) : objects.Remove(id);
        return new Catalog(objects.Values, state.Recorded.Concat(to.Recorded)) { ServerVersion = state.ServerVersion };
    }
}
