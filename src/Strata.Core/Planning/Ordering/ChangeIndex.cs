using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Planning.Ordering;

/// <summary>The changes of a plan by the objects they are about. Changes are known by their indexes.</summary>
internal sealed class ChangeIndex
{
    private readonly Dictionary<ObjectId, List<int>> _making = [];
    private readonly Dictionary<ObjectId, int> _dropping = [];
    private readonly Dictionary<ObjectId, int> _renaming = [];
    private readonly ILookup<ObjectId, int> _completing;

    public ChangeIndex(ImmutableArray<Change> changes)
    {
        Changes = changes;
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
            .Where(i => changes[i] is Create { After.Link.Completes: not null })
            .ToLookup(i => ((Create)changes[i]).After.Link!.Completes!);
    }

    public ImmutableArray<Change> Changes { get; }

    public IEnumerable<int> All => Enumerable.Range(0, Changes.Length);

    /// <summary>The changes after which the object is there as it is wanted: creations, alterations and renames to its name.</summary>
    public IReadOnlyList<int> Making(ObjectId id) => _making.TryGetValue(id, out var list) ? list : [];

    public int? Dropping(ObjectId id) => _dropping.TryGetValue(id, out var i) ? i : null;

    /// <summary>The rename that takes the object's name away.</summary>
    public int? RenamingFrom(ObjectId id) => _renaming.TryGetValue(id, out var i) ? i : null;

    /// <summary>The creations without which the object is not whole.</summary>
    public IEnumerable<int> Completing(ObjectId id) => _completing[id];

    public int? Creating(ObjectId id) => First(Making(id).Where(m => Changes[m] is Create));

    public IReadOnlyList<int> Altering(ObjectId id) => [.. Making(id).Where(m => Changes[m] is Alter)];

    /// <summary>No change is about the object.</summary>
    public bool IsUntouched(ObjectId id) => !_dropping.ContainsKey(id) && !_making.ContainsKey(id);

    private static int? First(IEnumerable<int> indexes) => indexes.Select(i => (int?)i).FirstOrDefault();
}
