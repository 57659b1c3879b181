using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Diffing;

/// <summary>Two catalogs to the changes that turn the first into the second. Knows no kind.</summary>
public sealed class Differ(KindSet kinds)
{
    /// <exception cref="ProblemException">The change cannot be made without losing rows (ST1001), or a slice does not explain its own
    /// alteration (ST1003).</exception>
    public ImmutableArray<Change> Diff(Catalog before, Catalog after)
    {
        var changes = new List<Change>();
        foreach (
            var id in before
                .Objects.Keys.Union(after.Objects.Keys)
                .OrderBy(id => (after.Find(id) ?? before.Find(id))!.Position)
                .ThenBy(id => id)
        )
        {
            changes.AddRange(Compare(before.Find(id), after.Find(id)));
        }
        AddTransfers(changes, before, after);

        PairRenames(changes);
        foreach (var repeated in changes.Where(c => IsRepeated(c, changes, before, after)).ToList())
        {
            changes.Remove(repeated);
            changes.AddRange(FromRepeated(repeated.Object, after));
        }
        new Recreation(changes, before, after).Run();
        return [.. changes];
    }

    private IEnumerable<Change> Compare(DbObject? before, DbObject? after)
    {
        if (before is null)
            return [new Create(after!)];
        if (after is null)
            return [new Drop(before)];
        if (before.Equals(after))
            return [];
        if (before.GetType() == after.GetType() && kinds.For(after).Compare(before, after) is { } alters)
        {
            var reached = alters.Aggregate(before, (o, a) => a.Apply(o));
            return reached.Equals(after)
                ? alters
                : throw DiffProblems.WrongAlterations.Error(
                    after.Id.Text,
                    $"the alterations of {after.Id} do not lead from {before} to {after}",
                    "nothing was run",
                    "report this as a bug in Strata"
                );
        }
        return [new Drop(before), new Create(after)];
    }

    /// <summary>Objects that hold rows and cannot be altered are replaced with them, where their kind can do that.</summary>
    private void AddTransfers(List<Change> changes, Catalog before, Catalog after)
    {
        foreach (var dropped in changes.OfType<Drop>().Where(d => d.Before is { HoldsData: true, Owner: null }).ToList())
        {
            if (after.Find(dropped.Subject) is not { } wanted)
                continue;
            var replacement = kinds.For(wanted).Replacement;
            var refusal = replacement?.Refusal(dropped.Before, wanted, before, after);
            if (replacement is null || refusal is not null)
                throw DiffProblems.Refused(
                    dropped.Subject,
                    $"{dropped.Subject} would have to be dropped and created again, which loses its rows"
                        + (refusal is null ? "" : $": {refusal}")
                );
            changes.Add(replacement.Transfer(dropped.Before, wanted, before, after));
        }
    }

    /// <summary>
    /// An object removed and an equal one added under the same owner: the same object with a new name, where its kind allows it.
    /// </summary>
    private void PairRenames(List<Change> changes)
    {
        var dropped = changes
            .OfType<Drop>()
            .Where(d => kinds.For(d.Before).Rename?.ByContent == true)
            .ToLookup(d => (d.Before.GetType(), d.Before.Owner));
        foreach (var create in changes.OfType<Create>().ToList())
        {
            var twins = dropped[(create.After.GetType(), create.After.Owner)]
                .Where(d =>
                    changes.Contains(d)
                    && d.Before.DroppedWith == create.After.DroppedWith
                    && (d.Before with { Id = create.After.Id }).Equals(create.After)
                )
                .Take(2)
                .ToList();
            if (twins.Count != 1 || changes.Any(c => c is Create && c.Subject == twins[0].Subject))
                continue;
            changes.Remove(twins[0]);
            changes[changes.IndexOf(create)] = new Rename(twins[0].Before, create.Subject);
        }
        var names = changes.OfType<Rename>().ToDictionary(r => r.Before.Id, r => r.To);
        if (names.Count == 0)
            return;
        // An object that only names renamed ones is the same as before, and needs no statement.
        foreach (var drop in changes.OfType<Drop>().ToList())
            if (
                drop.Before.Readdressed(id => names.GetValueOrDefault(id, id)) is var same
                && same.Id != drop.Subject
                && changes.RemoveAll(c => c is Create create && create.After.Equals(same)) > 0
            )
                changes.Remove(drop);
    }

    /// <summary>Finds the changes that lead from what the server repeats to the wanted object, where the two differ.</summary>
    private IEnumerable<Change> FromRepeated(DbObject wanted, Catalog after) =>
        wanted.Follows is { Repeated: { } repeated } follows && after.Find(follows.Leader) is { } leader
            ? Compare(repeated(leader), wanted)
            : [];

    /// <summary>
    /// A creation that the server repeats is left out; a repeated alteration or drop happens inside its leader's, which what depends on it
    /// waits for.
    /// </summary>
    private static bool IsRepeated(Change change, List<Change> changes, Catalog before, Catalog after) =>
        change is Create { After.Follows: { DropOnly: false, AlterOnly: false } follows }
        && before.Find(follows.While) is not null
        && after.Find(follows.While) is not null
        && changes.Any(c => c is Create && c.Subject == follows.Leader)
        && !changes.Any(c => c is Create && c.Subject == follows.While);
}
