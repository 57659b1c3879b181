using Strata.Core.MigrationFiles;

namespace Strata.Cli.Rebasing;

/// <summary>
/// Two journals that were changed at the same time as one that holds both: what the merge driver leaves for <c>rebase</c> to put in order.
/// </summary>
internal static class JournalUnion
{
    /// <summary>All of the one side, then what only the other has.</summary>
    public static Journal Of(Journal first, Journal second)
    {
        var both = first.Entries.Zip(second.Entries).TakeWhile(p => p.First == p.Second).Count();
        var rest = second.Entries.Skip(both).Where(e => !first.Entries.Contains(e)).ToList();
        // An entry that is not sealed stands on whatever is before it, and that is about to be another one.
        if (
            both > 0
            && rest is [{ Hash: null, Parent: null } open, ..]
            && first.Entries[both - 1] is { Hash: { } hash, Parent: { } parent }
        )
            rest[0] = open with { Parent = Journal.Chain(parent, hash) };
        return first with { Entries = [.. first.Entries, .. rest] };
    }
}
