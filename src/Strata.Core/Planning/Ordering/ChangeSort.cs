using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Planning.Ordering;

/// <summary>
/// Orders changes by <see cref="OrderRules"/>. Parts are contracted into the change that they are folded into, and let out again, the last
/// to be created first, where that would make two changes wait for each other.
/// </summary>
internal sealed class ChangeSort
{
    private readonly PlanDraft _draft;
    private readonly OrderRules _rules;
    private readonly int[] _foldedInto;
    private readonly bool[] _callsNew;
    private readonly HashSet<int> _makesWay;

    public ChangeSort(PlanDraft draft)
    {
        _draft = draft;
        var index = new ChangeIndex(draft.Changes);
        _rules = new OrderRules(index, draft);
        _foldedInto = [.. draft.FoldedInto];
        _callsNew =
        [
            .. Changes.Select(c =>
                c is not Drop && draft.After.DependsOn(c.Subject).Any(d => index.Making(d).Any(m => Changes[m].Object.Ordering.IsOpaque))
            ),
        ];
        _makesWay = [.. MakingWay()];
    }

    /// <summary>Drops that code waits for which the plan makes: what runs that code would otherwise come before it.</summary>
    private IEnumerable<int> MakingWay() =>
        All.Where(i => Changes[i] is Create { After.Ordering.IsOpaque: true })
            .SelectMany(i => _rules.MayFollow[i])
            .Where(i => Changes[i] is Drop);

    private ImmutableArray<Change> Changes => _draft.Changes;

    private IEnumerable<int> All => Enumerable.Range(0, Changes.Length);

    /// <exception cref="ProblemException">The changes wait for each other (ST1002).</exception>
    public ImmutableArray<Unit> Run()
    {
        var preferences = _rules.MayFollow;
        while (true)
        {
            var order = TrySort(preferences, out var stuck);
            if (stuck.Count == 0)
            {
                var parts = All.Where(i => _foldedInto[i] >= 0).ToLookup(i => _foldedInto[i]);
                return [.. order.Select(i => Build(i, parts))];
            }
            if (!preferences.IsEmpty)
                preferences = [];
            else if (PartToRelease(stuck) is { } release)
                _foldedInto[release] = -1;
            else
                throw Circle(stuck);
        }
    }

    private List<int> TrySort(ImmutableArray<IReadOnlySet<int>> preferences, out HashSet<int> stuck)
    {
        var roots = All.Select(Root).ToArray();
        var waits = roots.Distinct().ToDictionary(r => r, _ => new HashSet<int>());
        var leads = waits.Keys.ToDictionary(r => r, _ => new List<int>());
        foreach (var i in All)
        foreach (var earlier in preferences.IsEmpty ? _rules.MustFollow[i] : _rules.MustFollow[i].Concat(preferences[i]))
            if (roots[i] != roots[earlier] && waits[roots[i]].Add(roots[earlier]))
                leads[roots[earlier]].Add(roots[i]);

        var late = All.Where(i => RunsNew(i, roots[i])).Select(i => roots[i]).ToHashSet();
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

    /// <summary>The order of changes that do not wait for each other. Total, so that the plan is the same on every run.</summary>
    private (int Turn, int Rank, int Index) Key(int i, HashSet<int> late) => ((int)TurnOf(i, late), Rank(i), i);

    private Turn TurnOf(int i, HashSet<int> late) =>
        Changes[i].Object.Ordering.IsLast ? Turn.Last
        : _draft.Postponed.Contains(i) ? Turn.PostponedDrop
        : Changes[i] is Drop ? (_makesWay.Contains(i) ? Turn.Making : Turn.Drop)
        : late.Contains(i) ? Turn.RunningNewCode
        : Turn.Making;

    /// <summary>
    /// Rows, or the server's own reading of an expression, go through code that this plan makes, and what that code needs nobody knows: it
    /// waits until all else is made that can be. An empty table that is made with it puts nothing through.
    /// </summary>
    private bool RunsNew(int i, int root)
    {
        var o = Changes[i].Object;
        return _callsNew[i] && (o.Ordering.RunsWhenCreated || (o.Relation is { } relation && Changes[root].Object.Id != relation));
    }

    private int Rank(int i) => _draft.Kinds.For(Changes[i].Object).Rank;

    private int Root(int i)
    {
        while (_foldedInto[i] >= 0)
            i = _foldedInto[i];
        return i;
    }

    /// <summary>
    /// The part whose letting out may end the waiting: one that waits for, or is waited for by, another stuck change. Highest rank first.
    /// </summary>
    private int? PartToRelease(HashSet<int> stuck)
    {
        var roots = All.Select(Root).ToArray();
        var waits = All.SelectMany(i => _rules.MustFollow[i], (later, earlier) => (Later: later, Earlier: earlier))
            .Where(w => roots[w.Later] != roots[w.Earlier] && stuck.Contains(roots[w.Later]) && stuck.Contains(roots[w.Earlier]))
            .ToList();
        // What only waits for a circle, and nothing in it for that, is no part of it.
        for (var left = -1; left != waits.Count; )
        {
            left = waits.Count;
            var awaited = waits.Select(w => roots[w.Earlier]).ToHashSet();
            waits.RemoveAll(w => !awaited.Contains(roots[w.Later]));
        }
        var across = waits.SelectMany(w => (int[])[w.Later, w.Earlier]).ToHashSet();
        return across
            .Where(i => _foldedInto[i] >= 0 && !EndsWithItsCause(Changes[i]))
            .OrderByDescending(Rank)
            .ThenByDescending(i => i)
            .Select(i => (int?)i)
            .FirstOrDefault();
    }

    /// <summary>No statement of its own drops it.</summary>
    private static bool EndsWithItsCause(Change change) => change is Drop { Before.Link.ImpliedBy: not null };

    private Unit Build(int i, ILookup<int, int> parts) =>
        new(Changes[i], [.. parts[i].OrderBy(Rank).ThenBy(p => Changes[p].Object.Position).ThenBy(p => p).Select(p => Build(p, parts))]);

    private ProblemException Circle(HashSet<int> stuck)
    {
        var changes = stuck.Order().Select(s => $"{Changes[s].GetType().Name} {Changes[s].Subject}");
        return OrderingProblems.Circle.Error(
            "",
            $"these changes wait for each other: {string.Join(", ", changes)}",
            "nothing was run",
            "split the change in two migrations"
        );
    }

    /// <summary>The groups of changes, in the order in which they run where no rule says otherwise.</summary>
    private enum Turn
    {
        /// <summary>Creations, alterations and renames.</summary>
        Making,

        /// <summary>Those that put rows through code that the plan makes.</summary>
        RunningNewCode,

        Drop,

        /// <summary>Drops that make way for a creation of the same object.</summary>
        PostponedDrop,

        /// <summary>Changes that decide how later objects are made.</summary>
        Last,
    }
}
