using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Ordering;

/// <summary>The rules by which one change follows another. None of them names a kind.</summary>
internal sealed class OrderRules
{
    private readonly ChangeIndex _index;
    private readonly Catalog _before;
    private readonly Catalog _after;
    private readonly HashSet<int>[] _mustFollow;
    private readonly ILookup<ObjectId, int> _reaching;

    public OrderRules(ChangeIndex index, PlanDraft draft)
    {
        (_index, _before, _after) = (index, draft.Before, draft.After);
        _mustFollow = [.. index.Changes.Select(_ => new HashSet<int>())];
        _reaching = index
            .All.Where(i => Changes[i] is Alter)
            .SelectMany(i => Reached((Alter)Changes[i]).Select(id => (id, i)))
            .ToLookup(r => r.id, r => r.i);
        foreach (var i in index.All)
        {
            AddWhereBondIsRenewed(i);
            AddWhereBondEnds(i);
            if (Changes[i] is Drop)
                AddOfDrop(i);
            else
                AddOfMaking(i);
        }
        AddNames(o => o.Ordering.Place is { } place ? o.NameSlots.Append(place) : o.NameSlots, _mustFollow);
        HashSet<int>[] mayFollow = [.. index.Changes.Select(_ => new HashSet<int>())];
        AddNames(o => o.CallConflicts, mayFollow);
        MayFollow = [.. mayFollow];
        AddOfFollowers(draft.FoldedInto);
    }

    /// <summary>For each change the indexes of those that it follows.</summary>
    public IReadOnlyList<IReadOnlySet<int>> MustFollow => _mustFollow;

    /// <summary>For each change the indexes of those that it had better follow, unless changes would wait for each other by it.</summary>
    public ImmutableArray<IReadOnlySet<int>> MayFollow { get; }

    private ImmutableArray<Change> Changes => _index.Changes;

    /// <summary>Dependents go before what they depend on, and before that is disrupted or gets another name.</summary>
    private void AddOfDrop(int i)
    {
        foreach (var dependency in _before.DependsOn(Changes[i].Subject))
        {
            if (_index.Dropping(dependency) is { } drop)
                Follow(drop, i);
            foreach (var alter in _index.Altering(dependency))
                if (((Alter)Changes[alter]).Effect.FreesParts && Changes[i].Object.Owner == dependency)
                    Follow(i, alter);
                else
                    Follow(alter, i);
            if (_index.RenamingFrom(dependency) is { } rename)
                Follow(rename, i);
            foreach (var reaching in _reaching[dependency])
                Follow(reaching, i);
        }
        AddReferences(i);
    }

    /// <summary>Rows leave with a part only once nothing of another relation that goes refers to them: by any leader of it.</summary>
    private void AddReferences(int i)
    {
        for (var bond = Changes[i].Object; bond?.Link?.SpreadsLocks is var (leader, part); bond = BondOf(leader))
            foreach (var id in _before.DependentsOf(leader))
                if (
                    _before.Find(id) is { HoldsData: false, Relation: { } relation }
                    && relation != leader
                    && relation != part
                    && _index.Dropping(id) is { } drop
                )
                    Follow(i, drop);
    }

    private DbObject? BondOf(ObjectId part) =>
        _before.DependentsOf(part).Select(_before.Find).FirstOrDefault(o => o?.Link?.SpreadsLocks?.To == part);

    private void AddOfMaking(int i)
    {
        var change = Changes[i];
        // What is needed comes first.
        foreach (var dependency in _after.DependsOn(change.Subject))
        foreach (
            var m in _index.Making(dependency).Concat(_index.Completing(dependency).Where(_ => !IsBondOfPart(change.Object, dependency)))
        )
            if (Changes[m] is Alter needing && IsNeeded(change, needing))
                Follow(m, i);
            else
                Follow(i, m);
        if (change is Create)
            AddOfCreation(i);
        // An object is dropped before it is created again.
        if (change is Create && _index.Dropping(change.Subject) is { } old)
            Follow(i, old);
        if (change is Alter alter)
        {
            if (_index.Dropping(change.Subject) is null)
                AddReleases(i, alter);
            AddOfRows(i, alter.Effect);
        }
        // Several alterations of one object keep the order their slice gave them.
        if (_index.Making(change.Subject).Where(m => m < i).Select(m => (int?)m).LastOrDefault() is { } previous)
            Follow(i, previous);
    }

    /// <summary>A bond that another brings along, and one that makes the object whole, need no more of it than that it is there.</summary>
    private bool IsBondOfPart(DbObject o, ObjectId dependency) =>
        o.Link is { } link && (link.Completes == dependency || (link.ImpliedBy is { } by && _index.Creating(by) is not null));

    private static bool IsNeeded(Change change, Alter by) =>
        (by.Effect.NeedsParts && change.Object.Owner == by.Subject) || by.Effect.Awaits.Contains(change.Subject);

    /// <summary>Puts an alteration that moves rows between the objects that take them and those that give them.</summary>
    private void AddOfRows(int i, AlterEffect effect)
    {
        foreach (var m in effect.Awaits.SelectMany(_index.Making))
            Follow(i, m);
        foreach (var read in effect.Reads)
            if (_index.Dropping(read) is { } drop)
                Follow(drop, i);
    }

    /// <summary>True where all that it needs is as it will be, and the server cannot choose what goes.</summary>
    private void AddOfCreation(int i)
    {
        foreach (var reaching in _after.DependsOn(Changes[i].Subject).SelectMany(d => _reaching[d]))
            Follow(i, reaching);
        AddOfBond(i);
        if (Changes[i].Object.Ordering.ChoosesAmong is not { } relation)
            return;
        foreach (var candidate in _before.DependentsOf(relation))
            if (_before.Find(candidate) is { Ordering.IsCandidate: true } && _index.Dropping(candidate) is { } drop)
                Follow(i, drop);
    }

    /// <summary>
    /// Puts the drop of a table's parts before the table is bound to another one, and the creation of parts of its own after it is set
    /// free: the bond brings parts along, and leaves others behind.
    /// </summary>
    private void AddOfBond(int i)
    {
        var o = Changes[i].Object;
        // From the top: what the server repeats on a part as it is bound, it does not repeat on the parts of that.
        if (o.Link?.SpreadsLocks is { From: var leader })
            foreach (var above in _after.DependentsOf(leader))
                if (_after.Find(above)?.Link?.SpreadsLocks?.To == leader)
                    foreach (var m in _index.Making(above))
                        Follow(i, m);
        if (o.Link?.SpreadsLocks is { To: var bound } && _before.Find(o.Id) is null)
            foreach (var part in _before.DependentsOf(bound))
                if (_before.Find(part)!.Owner == bound && _index.Dropping(part) is { } drop)
                    Follow(i, drop);
        if (o.Owner is { } owner)
            foreach (var bond in _before.DependentsOf(owner))
                if (_before.Find(bond)!.Link?.SpreadsLocks is { } pair && _index.Dropping(bond) is { } apart && bond != o.Id)
                    // What the leader gets is not for one that is set free.
                    if (pair.To == owner || (pair.From == owner && _index.Making(bond).Count == 0))
                        Follow(i, apart);
    }

    /// <summary>Objects that an alteration carries or rebuilds.</summary>
    private HashSet<ObjectId> Reached(Alter alter)
    {
        HashSet<ObjectId> reached = [];
        var left = new Queue<ObjectId>([alter.Subject]);
        while (left.TryDequeue(out var id))
            foreach (var dependent in _before.DependentsOf(id).Where(d => _before.Find(d) is { } o && alter.Effect.Reaches(o)))
                if (reached.Add(dependent))
                    left.Enqueue(dependent);
        return reached;
    }

    /// <summary>An alteration lets go of a dependency before that is dropped, or takes along what still needs it.</summary>
    private void AddReleases(int i, Alter alter)
    {
        foreach (var dependency in _before.DependsOn(alter.Subject).Where(d => !_after.DependsOn(alter.Subject).Contains(d)))
        {
            if (_index.Dropping(dependency) is { } drop)
                Follow(drop, i);
            foreach (var m in _index.Making(dependency))
                if (Changes[m] is Alter taking && taking.Effect.Carries(alter.Before))
                    Follow(m, i);
        }
    }

    /// <summary>Puts what the server does not repeat on a follower after what it does repeat.</summary>
    private void AddOfFollowers(ImmutableArray<int> foldedInto)
    {
        foreach (var i in _index.All)
            if (
                Changes[i] is Alter or Create
                && Changes[i].Object.Follows is { DropOnly: false } follows
                && (foldedInto[i] < 0 || follows.IsSetting)
                && (follows.AlterOnly || _index.IsUntouched(follows.While))
            )
                foreach (var m in Repeating(follows, Changes[i]).Where(m => foldedInto[i] < 0 || foldedInto[m] < 0))
                    Follow(foldedInto[i] < 0 ? i : foldedInto[i], m);
    }

    /// <summary>The changes of the leader that a follower waits for: a column of its own needs no creation in the leader's place.</summary>
    private IEnumerable<int> Repeating(Following follows, Change follower) =>
        _index
            .Making(follows.Leader)
            .Concat(_index.Dropping(follows.Leader) is { } drop ? [drop] : [])
            .Where(m => follows.IsSetting || Changes[m] is Alter || follower is Alter);

    /// <summary>Puts the changes of a part and of its leader, each by itself, between the drop of their bond and its creation.</summary>
    private void AddWhereBondIsRenewed(int i)
    {
        if (
            Changes[i].Object.Follows is not { } bond
            || (bond.DropOnly && Changes[i] is not Drop)
            || _index.Dropping(bond.While) is not { } apart
            || _index.Making(bond.While) is not { Count: > 0 } together
        )
            return;
        var leading = _index.Making(bond.Leader).ToList();
        if (_index.Dropping(bond.Leader) is { } drop)
            leading.Add(drop);
        foreach (var between in leading.Where(l => Changes[l] is Drop == Changes[i] is Drop).Append(i))
        {
            Follow(between, apart);
            foreach (var t in together)
                Follow(t, between);
        }
    }

    /// <summary>Puts the changes of a part and of its leader, each by itself, after the drop of a bond that ends.</summary>
    private void AddWhereBondEnds(int i)
    {
        if (
            Changes[i] is not Alter { Before.Follows: { DropOnly: false, AlterOnly: false } bond }
            || _index.Dropping(bond.While) is not { } apart
            || _index.Making(bond.While).Count > 0
        )
            return;
        foreach (var after in _index.Making(bond.Leader).Append(i))
            Follow(after, apart);
    }

    /// <summary>A name is free before it is taken.</summary>
    private void AddNames(Func<DbObject, IEnumerable<string>> names, HashSet<int>[] follow)
    {
        var released = new Dictionary<string, List<int>>();
        foreach (var i in _index.All)
        foreach (var name in Released(Changes[i], names))
            if (released.TryGetValue(name, out var list))
                list.Add(i);
            else
                released[name] = [i];
        foreach (var i in _index.All)
        foreach (var name in Taken(Changes[i], names))
            if (released.TryGetValue(name, out var by))
                follow[i].UnionWith(by.Where(r => r != i));
    }

    private static IEnumerable<string> Released(Change change, Func<DbObject, IEnumerable<string>> names) =>
        change switch
        {
            Drop d => names(d.Before),
            Rename r => names(r.Before),
            Alter a => names(a.Before).Except(names(a.Apply(a.Before))),
            _ => [],
        };

    private static IEnumerable<string> Taken(Change change, Func<DbObject, IEnumerable<string>> names) =>
        change switch
        {
            Create c => names(c.After),
            Rename r => names(r.Before with { Id = r.To }),
            Alter a => names(a.Apply(a.Before)).Except(names(a.Before)),
            _ => [],
        };

    private void Follow(int later, int earlier)
    {
        if (later != earlier)
            _mustFollow[later].Add(earlier);
    }
}
