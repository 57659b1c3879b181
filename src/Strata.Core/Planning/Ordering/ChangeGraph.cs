using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Planning.Ordering;

/// <summary>
/// Orders changes by rules none of which names a kind. Parts are contracted into the creation or drop of their owner (the Fold pass), and
/// let
/// out again, the last to be created first, where that would make two changes wait for each other.
/// </summary>
internal sealed class ChangeGraph
{
    private readonly KindSet _kinds;
    private readonly ImmutableArray<Change> _changes;
    private readonly HashSet<int>[] _mustFollow;
    private HashSet<int>[] _shouldFollow;
    private readonly int[] _foldedInto;
    private readonly Dictionary<ObjectId, List<int>> _making = [];
    private readonly ILookup<ObjectId, int> _completing;
    private readonly Dictionary<ObjectId, int> _dropping = [];
    private readonly Dictionary<ObjectId, int> _renaming = [];
    private readonly bool[] _callsNew;

    public ChangeGraph(KindSet kinds, ImmutableArray<Change> changes, Catalog before, Catalog after)
    {
        _kinds = kinds;
        _changes = changes;
        _mustFollow = [.. changes.Select(_ => new HashSet<int>())];
        _shouldFollow = [.. changes.Select(_ => new HashSet<int>())];
        for (var i = 0; i < changes.Length; i++)
        {
            if (changes[i] is Rename rename)
                _renaming[rename.Before.Id] = i;
            if (changes[i] is Drop)
                _dropping[changes[i].Subject] = i;
            else if (_making.TryGetValue(changes[i].Subject, out var list))
                list.Add(i);
            else
                _making[changes[i].Subject] = [i];
        }
        _completing = Enumerable
            .Range(0, changes.Length)
            .Where(i => changes[i] is Create { After.Completes: not null })
            .ToLookup(i => ((Create)changes[i]).After.Completes!);
        for (var i = 0; i < changes.Length; i++)
            AddRules(i, before, after);
        AddSlots(o => o.Slots, _mustFollow);
        AddSlots(o => o.Contested, _shouldFollow);
        _callsNew =
        [
            .. changes.Select(c => c is not Drop && after.DependsOn(c.Subject).Any(d => Making(d).Any(m => Unit.Of(changes[m]).IsOpaque))),
        ];
        _foldedInto = [.. Enumerable.Range(0, changes.Length).Select(FoldTarget)];
        // What the server does not repeat on a follower holds only after what it does.
        for (var i = 0; i < changes.Length; i++)
            if (
                _foldedInto[i] < 0
                && changes[i] is Alter
                && Unit.Of(changes[i]).Follows is { DropOnly: false } follows
                && Stays(follows.While)
            )
                foreach (var m in Alters(follows.Leader))
                    Follow(i, m);
        // Two alike in one statement would be taken for one: the second gets a statement of its own.
        foreach (
            var alike in Enumerable
                .Range(0, changes.Length)
                .Where(i => _foldedInto[i] >= 0 && changes[i] is Create { After.MergesWith: not null })
                .GroupBy(i => (_foldedInto[i], Unit.Of(changes[i]).MergesWith))
        )
        foreach (var i in alike.Skip(1))
            _foldedInto[i] = -1;
    }

    private IEnumerable<int> Making(ObjectId id) => _making.TryGetValue(id, out var list) ? list : [];

    private void AddRules(int i, Catalog before, Catalog after)
    {
        var change = _changes[i];
        ChangeApart(i);
        if (change is Drop)
        {
            foreach (var dependency in before.DependsOn(change.Subject))
            {
                // Dependents go before what they depend on, and before that is disrupted or gets another name.
                if (_dropping.TryGetValue(dependency, out var drop))
                    Follow(drop, i);
                foreach (var m in Making(dependency))
                    if (_changes[m] is Alter)
                        Follow(m, i);
                if (_renaming.TryGetValue(dependency, out var rename))
                    Follow(rename, i);
            }
            return;
        }

        // What is needed comes first.
        foreach (var dependency in after.DependsOn(change.Subject))
        foreach (var m in Making(dependency).Concat(_completing[dependency].Where(c => Unit.Of(change).Completes != dependency)))
            Follow(i, m);
        // An object is dropped before it is created again.
        if (change is Create && _dropping.TryGetValue(change.Subject, out var old))
            Follow(i, old);
        // An alteration lets go of a dependency before that is dropped, or takes along what still needs it.
        if (change is Alter alter && !_dropping.ContainsKey(change.Subject))
        {
            foreach (var dependency in before.DependsOn(change.Subject).Where(d => !after.DependsOn(change.Subject).Contains(d)))
            {
                if (_dropping.TryGetValue(dependency, out var drop))
                    Follow(drop, i);
                foreach (var m in Making(dependency))
                    if (_changes[m] is Alter taking && taking.Carries(alter.Before))
                        Follow(m, i);
            }
        }
        // Several alterations of one object keep the order their slice gave them.
        if (Making(change.Subject).Where(m => m < i).Select(m => (int?)m).LastOrDefault() is { } previous)
            Follow(i, previous);
    }

    /// <summary>Where the bond to what a part follows is made anew, it is gone while the two change, each by itself.</summary>
    private void ChangeApart(int i)
    {
        if (
            Unit.Of(_changes[i]).Follows is not { } bond
            || (bond.DropOnly && _changes[i] is not Drop)
            || !_dropping.TryGetValue(bond.While, out var apart)
            || !_making.ContainsKey(bond.While)
        )
            return;
        IEnumerable<int> leading =
        [
            .. Making(bond.Leader),
            .. _dropping.TryGetValue(bond.Leader, out var drop) ? [drop] : Array.Empty<int>(),
        ];
        foreach (var one in leading.Where(l => _changes[l] is Drop == _changes[i] is Drop).Append(i))
        {
            Follow(one, apart);
            foreach (var together in Making(bond.While))
                Follow(together, one);
        }
    }

    /// <summary>A name is free before it is taken.</summary>
    private void AddSlots(Func<DbObject, IEnumerable<string>> slots, HashSet<int>[] follow)
    {
        var released = new Dictionary<string, List<int>>();
        for (var i = 0; i < _changes.Length; i++)
            foreach (
                var slot in _changes[i] switch
                {
                    Drop d => slots(d.Before),
                    Rename r => slots(r.Before),
                    Alter a => slots(a.Before).Except(slots(a.Apply(a.Before))),
                    _ => [],
                }
            )
                if (released.TryGetValue(slot, out var list))
                    list.Add(i);
                else
                    released[slot] = [i];
        for (var i = 0; i < _changes.Length; i++)
            foreach (
                var slot in _changes[i] switch
                {
                    Create c => slots(c.After),
                    Rename r => slots(r.Before with { Id = r.To }),
                    Alter a => slots(a.Apply(a.Before)).Except(slots(a.Before)),
                    _ => [],
                }
            )
                if (released.TryGetValue(slot, out var by))
                    foreach (var r in by)
                        if (r != i)
                            follow[i].Add(r);
    }

    /// <summary>
    /// Rows, or the server's own reading of an expression, go through code that this plan makes, and what that code needs nobody knows: it
    /// waits until all else is made that can be. An empty table that is made with it puts nothing through.
    /// </summary>
    private bool RunsNew(int i, int root)
    {
        var o = Unit.Of(_changes[i]);
        return _callsNew[i] && (o.IsFilledWhenMade || (o.Relation is { } relation && Unit.Of(_changes[root]).Id != relation));
    }

    private void Follow(int later, int earlier)
    {
        if (later != earlier)
            _mustFollow[later].Add(earlier);
    }

    private int FoldTarget(int i)
    {
        var o = Unit.Of(_changes[i]);
        return _changes[i] switch
        {
            Drop when o.DroppedWith is { } with && _dropping.TryGetValue(with, out var d) => d,
            Drop when o.Follows is { } follows && _dropping.TryGetValue(follows.Leader, out var d) && Stays(follows.While) => d,
            Alter when o.Follows is { DropOnly: false } follows && Stays(follows.While) => Leading(i, Alters(follows.Leader)),
            Create when o.ImpliedBy is { } by && Making(by).Any(m => _changes[m] is Create) => Making(by).First(m => _changes[m] is Create),
            Create when o.Owner is { } owner && _kinds.For(o).Folds(o) => Making(owner)
                .Where(m => _changes[m] is Create)
                .DefaultIfEmpty(-1)
                .First(),
            _ => -1,
        };
    }

    private bool Stays(ObjectId id) => !_dropping.ContainsKey(id) && !_making.ContainsKey(id);

    private List<int> Alters(ObjectId id) => [.. Making(id).Where(m => _changes[m] is Alter)];

    /// <summary>
    /// The leader's alteration that brings this one about: its counterpart where each has one, else the first; -1 where none does.
    /// </summary>
    private int Leading(int i, List<int> leaders)
    {
        var own = Alters(_changes[i].Subject);
        var repeated = leaders.Where(l => ((Alter)_changes[i]).IsRepeatOf((Alter)_changes[l])).ToList();
        if (repeated.Count == 0)
            return -1;
        return own.Count == leaders.Count && leaders[own.IndexOf(i)] is var counterpart && repeated.Contains(counterpart)
            ? counterpart
            : repeated[0];
    }

    public ImmutableArray<Unit> Sort()
    {
        while (true)
        {
            var order = TrySort(out var stuck);
            if (stuck.Count == 0)
            {
                var parts = Enumerable.Range(0, _changes.Length).Where(i => _foldedInto[i] >= 0).ToLookup(i => _foldedInto[i]);
                return [.. order.Select(i => Build(i, parts))];
            }
            if (_shouldFollow.Length > 0)
            {
                _shouldFollow = [];
                continue;
            }
            if (PartToRelease(stuck) is not { } release)
            {
                throw new ProblemException(
                    ProblemKind.Refused,
                    new(
                        "ST1002",
                        "",
                        $"these changes wait for each other: {string.Join(", ", stuck.Order().Select(s => $"{_changes[s].GetType().Name} {_changes[s].Subject}"))}",
                        "nothing was run",
                        "split the change in two migrations"
                    )
                );
            }
            _foldedInto[release] = -1;
        }
    }

    private int Root(int i)
    {
        while (_foldedInto[i] >= 0)
            i = _foldedInto[i];
        return i;
    }

    private List<int> TrySort(out HashSet<int> stuck)
    {
        var roots = Enumerable.Range(0, _changes.Length).Select(Root).ToArray();
        var waits = roots.Distinct().ToDictionary(r => r, _ => new HashSet<int>());
        var leads = waits.Keys.ToDictionary(r => r, _ => new List<int>());
        for (var i = 0; i < _changes.Length; i++)
            foreach (var earlier in _mustFollow[i].Concat(_shouldFollow.ElementAtOrDefault(i) ?? []))
                if (roots[i] != roots[earlier] && waits[roots[i]].Add(roots[earlier]))
                    leads[roots[earlier]].Add(roots[i]);

        var late = Enumerable.Range(0, _changes.Length).Where(i => RunsNew(i, roots[i])).Select(i => roots[i]).ToHashSet();
        var ready = new PriorityQueue<int, (int, int, int)>();
        foreach (var (root, earlier) in waits)
            if (earlier.Count == 0)
                ready.Enqueue(root, Key(root, late));
        var order = new List<int>();
        while (ready.TryDequeue(out var next, out _))
        {
            order.Add(next);
            foreach (var later in leads[next])
                if (waits[later].Remove(next) && waits[later].Count == 0)
                    ready.Enqueue(later, Key(later, late));
        }
        stuck = [.. waits.Where(f => f.Value.Count > 0).Select(f => f.Key)];
        return order;
    }

    /// <summary>
    /// Creations, those that run new code over rows after the others, then drops, then (the Tighten pass) drops that only make way for a
    /// re-creation: those are away for as short as the order allows; then what comes last. Then rank, then the diff's own order, so that
    /// the
    /// key is total and the plan the same on every run.
    /// </summary>
    private (int Turn, int Rank, int Place) Key(int i, HashSet<int> late) =>
        (
            _kinds.For(Unit.Of(_changes[i])).ComesLast ? 4
            : _changes[i] is not Drop ? (late.Contains(i) ? 1 : 0)
            : _making.ContainsKey(_changes[i].Subject) ? 3
            : 2,
            Rank(i),
            i
        );

    private int Rank(int i) => _kinds.For(Unit.Of(_changes[i])).Rank;

    /// <summary>
    /// The part whose letting out may end the waiting: one that waits for, or is waited for by, another stuck change. Highest rank first.
    /// </summary>
    private int? PartToRelease(HashSet<int> stuck)
    {
        var roots = Enumerable.Range(0, _changes.Length).Select(Root).ToArray();
        var across = new HashSet<int>();
        for (var i = 0; i < _changes.Length; i++)
            foreach (var earlier in _mustFollow[i])
                if (roots[i] != roots[earlier] && stuck.Contains(roots[i]) && stuck.Contains(roots[earlier]))
                    across.UnionWith([i, earlier]);
        return across
            .Where(i => _foldedInto[i] >= 0)
            .OrderByDescending(Rank)
            .ThenByDescending(i => i)
            .Select(i => (int?)i)
            .FirstOrDefault();
    }

    private Unit Build(int i, ILookup<int, int> parts) =>
        new(_changes[i], [.. parts[i].OrderBy(Rank).ThenBy(p => p).Select(p => Build(p, parts))]);
}
