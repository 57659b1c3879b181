using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>Checks the order of a journal's entries, without their files.</summary>
internal sealed class JournalOrder(Journal journal, string journalPath)
{
    /// <summary>A migration that is listed twice, two branches that were merged, and numbers that do not rise.</summary>
    public IEnumerable<Problem> Problems()
    {
        foreach (var twice in journal.Entries.GroupBy(e => e.Tag, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return JournalProblems.Malformed.At(
                journalPath,
                $"the journal lists {twice.Key} {twice.Count()} times",
                FolderCheck.Unchanged,
                $"remove the entries that are too many, then: {Call.Strata("status")}"
            );
        foreach (
            var fork in journal
                .Entries.Where(e => e.Parent is not null)
                .GroupBy(e => e.Parent!, StringComparer.Ordinal)
                .Where(g => g.Count() > 1)
        )
            yield return FolderProblems.Fork.At(
                journalPath,
                $"{string.Join(" and ", fork.Select(e => e.Tag))} were both made on top of the same migration: two branches were merged",
                FolderCheck.Unchanged,
                FolderCheck.Rebase
            );
        var remedy = IsLinear ? "write the number of its file's name as its \"idx\", or restore the journal from git" : FolderCheck.Rebase;
        foreach (var twice in journal.Entries.GroupBy(e => e.Idx).Where(g => g.Count() > 1))
            yield return FolderProblems.Numbering.At(
                journalPath,
                $"{string.Join(" and ", twice.Select(e => e.Tag))} have the same number, {twice.Key}",
                FolderCheck.Unchanged,
                remedy
            );
        foreach (var (before, after) in journal.Entries.Zip(journal.Entries.Skip(1)).Where(p => p.Second.Idx < p.First.Idx))
            yield return FolderProblems.Numbering.At(
                journalPath,
                $"{after.Tag} stands after {before.Tag} in the journal and has a lower number",
                FolderCheck.Unchanged,
                remedy
            );
    }

    /// <summary>Each entry says what it was made on, and no two the same: only the numbers are wrong, and no branch was merged.</summary>
    private bool IsLinear =>
        journal.Entries.All(e => e.Parent is not null)
        && journal.Entries.DistinctBy(e => e.Parent, StringComparer.Ordinal).Count() == journal.Entries.Count;
}
