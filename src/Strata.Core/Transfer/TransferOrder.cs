namespace Strata.Core.Transfer;

/// <summary>Puts tables in the order of their foreign keys.</summary>
/// <param name="keys">The foreign keys of the target.</param>
/// <param name="names">Compares names of tables.</param>
internal sealed class TransferOrder(IEnumerable<TransferKey> keys, StringComparer names)
{
    // A table that refers to itself is filled by one statement, at the end of which its keys are checked.
    private readonly ILookup<string, TransferKey> _keys = keys.Where(k => !names.Equals(k.Table, k.Parent)).ToLookup(k => k.Table, names);

    /// <summary>Each table after those that it refers to. Where they form a circle, the fewest keys that cannot be deferred are.</summary>
    public TransferPlan Order(IEnumerable<TransferCopy> copies)
    {
        var left = copies.ToList();
        var waiting = left.Select(c => c.Target.Name).ToHashSet(names);
        List<TransferCopy> ordered = [];
        List<TransferKey> circular = [];
        while (left.Count > 0)
        {
            var next =
                left.Find(c => Open(c.Target.Name, waiting).Count == 0)
                ?? left.Where(c => IsInCircle(c.Target.Name, waiting))
                    .MinBy(c => Open(c.Target.Name, waiting).Count(k => !k.IsDeferrable))!;
            circular.AddRange(Open(next.Target.Name, waiting));
            ordered.Add(next);
            left.Remove(next);
            waiting.Remove(next.Target.Name);
        }
        return new([.. ordered], [.. circular]);
    }

    private List<TransferKey> Open(string table, HashSet<string> waiting) => [.. _keys[table].Where(k => waiting.Contains(k.Parent))];

    private bool IsInCircle(string table, HashSet<string> waiting)
    {
        HashSet<string> seen = new(names);
        Stack<string> next = new([table]);
        while (next.TryPop(out var at))
            foreach (var key in Open(at, waiting))
            {
                if (names.Equals(key.Parent, table))
                    return true;
                if (seen.Add(key.Parent))
                    next.Push(key.Parent);
            }
        return false;
    }
}
