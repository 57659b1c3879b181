using Strata.Core.Model;

namespace Strata.Core.Diffing;

/// <summary>
/// The fixpoint: whatever depends on a dropped or disrupted object, and is wanted afterwards, is dropped before and created after.
/// Reaching an object that holds rows, it refuses, unless the change carries those rows along.
/// </summary>
internal sealed class Recreation(List<Change> changes, Catalog before, Catalog after)
{
    private readonly HashSet<ObjectId> _gone = [.. changes.OfType<Drop>().Select(d => d.Subject)];

    public void Run()
    {
        var frontier = new Queue<ObjectId>(_gone.Concat(changes.OfType<Alter>().Select(a => a.Subject)).Distinct());
        while (frontier.TryDequeue(out var id))
        {
            var alters = _gone.Contains(id) ? [] : changes.OfType<Alter>().Where(a => a.Subject == id).ToList();
            foreach (var dependent in before.DependentsOf(id))
            {
                if (_gone.Contains(dependent) || before.Find(dependent) is not { } old || after.Find(dependent) is not { } wanted)
                    continue;
                foreach (var alter in alters.Where(a => a.Effect.Reaches(old)))
                    RedoBehind(alter, old, [], frontier);
                if (!_gone.Contains(id) && !alters.Any(a => a.Effect.Disrupts(old)))
                    continue;
                if (old.HoldsData && !IsMoved(old))
                {
                    if (alters.Any(a => a.Effect.Carries(old)) || LetsGo(dependent, id))
                        continue;
                    throw DiffProblems.Refused(dependent, $"{id} must be dropped or rebuilt, but {dependent} needs it and holds rows");
                }
                Redo(old, wanted, frontier);
            }
            if (!_gone.Contains(id) || before.Find(id) is not { } gone || (gone.Link?.ImpliedBy is { } by && _gone.Contains(by)))
                continue;
            foreach (var with in gone.UndoneWith.Where(w => !_gone.Contains(w)))
                if (before.Find(with) is { } old && after.Find(with) is { } wanted)
                    Redo(old, wanted, frontier);
        }
    }

    /// <summary>
    /// Its values are moved with the rows of its owner. A part that cannot be altered is made anew: its own step names that.
    /// </summary>
    private bool IsMoved(DbObject old) => old.Owner is { } owner && _gone.Contains(owner) && after.Find(owner) is not null;

    /// <summary>Makes anew what hangs on an object that an alteration carries or rebuilds, and cannot live through that.</summary>
    private void RedoBehind(Alter alter, DbObject through, HashSet<ObjectId> seen, Queue<ObjectId> frontier)
    {
        foreach (var id in before.DependentsOf(through.Id).Where(d => !_gone.Contains(d) && seen.Add(d)))
        {
            // The alteration itself says what becomes of its own dependents.
            var isOwn = !alter.Effect.DisruptsOwnBehind && before.DependsOn(id).Contains(alter.Subject);
            if (isOwn || before.Find(id) is not { } old || after.Find(id) is not { } wanted)
                continue;
            if (alter.Effect.DisruptsBehind(through, old) && !old.HoldsData)
                Redo(old, wanted, frontier);
            else if (alter.Effect.Rebuilds(old))
                RedoBehind(alter, old, seen, frontier);
        }
    }

    private void Redo(DbObject old, DbObject wanted, Queue<ObjectId> frontier)
    {
        changes.RemoveAll(c => c.Subject == old.Id);
        changes.Add(new Drop(old));
        changes.Add(new Create(wanted));
        _gone.Add(old.Id);
        frontier.Enqueue(old.Id);
    }

    /// <summary>The dependent is altered so that it no longer needs the object.</summary>
    private bool LetsGo(ObjectId dependent, ObjectId id) =>
        changes.Any(c => c is Alter && c.Subject == dependent) && !after.DependsOn(dependent).Contains(id);
}
