using Strata.Core.MigrationFiles;

namespace Strata.Rebasing;

/// <summary>
/// Joins two journals that were changed at the same time into one that holds both: what the merge driver leaves for a rebase to put in
/// order.
/// </summary>
internal static class JournalUnion
{
    /// <summary>All entries of ours, then those that only theirs has.</summary>
    public static Journal Of(Journal ours, Journal theirs)
    {
        var shared = ours.Entries.Zip(theirs.Entries).TakeWhile(p => p.First == p.Second).Count();
        var rest = theirs.Entries.Skip(shared).Where(e => !ours.Entries.Contains(e)).ToList();
        // An entry that is not sealed stands on whatever is before it, and that is about to be another one.
        if (
            shared > 0
            && rest is [{ Hash: null, Parent: null } open, ..]
            && ours.Entries[shared - 1] is { Hash: { } hash, Parent: { } parent }
        )
            rest[0] = open with { Parent = Journal.Chain(parent, hash) };
        return ours with { Entries = [.. ours.Entries, .. rest] };
    }
}
