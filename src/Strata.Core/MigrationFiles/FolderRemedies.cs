using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>
/// Remedies for a file that is missing or edited. A commit is named only where it has the file as the journal wants it.
/// </summary>
/// <param name="originals">Earlier versions of the files.</param>
/// <param name="journal">The journal.</param>
/// <param name="syntax">The dialect's lexical rules.</param>
internal sealed class FolderRemedies(IOriginals originals, Journal journal, SqlSyntax syntax)
{
    private const string Elsewhere = "get the file as it was from another clone or a backup";

    private static Call Amend => Call.Strata("generate").With("amend");

    private static Call Undo => Call.Strata("generate").With("undo");

    /// <summary>For a migration whose statements are others than the journal's.</summary>
    public async Task<Remedy> OfEditedAsync(Migration migration, CancellationToken cancellationToken)
    {
        if (await FindAsync(migration.Path, migration.Entry.Hash, cancellationToken).ConfigureAwait(false) is { } commit)
            return $"to undo the edit: {Checkout(commit, migration.Path)}; to keep it: {Amend}";
        return IsLast(migration.Entry)
            ? (Remedy)$"to keep the edit: {Amend}; to remove the migration: {Undo}"
            : $"to keep the edit: {Amend}; else {Elsewhere}";
    }

    /// <summary>For a migration without its file.</summary>
    public async Task<Remedy> OfMissingAsync(JournalEntry entry, string file, CancellationToken cancellationToken)
    {
        if (await FindAsync(file, entry.Hash, cancellationToken).ConfigureAwait(false) is { } commit)
            return $"restore it: {Checkout(commit, file)}";
        return IsLast(entry) ? (Remedy)$"remove it from the journal too: {Undo}; or {Elsewhere}" : Elsewhere;
    }

    /// <summary>For a down-script that is missing or edited.</summary>
    public async Task<Remedy> OfDownAsync(Migration migration, bool isMissing, CancellationToken cancellationToken)
    {
        if (await FindAsync(migration.DownPath, migration.Entry.Down, cancellationToken).ConfigureAwait(false) is { } commit)
            return isMissing
                ? (Remedy)$"restore it: {Checkout(commit, migration.DownPath)}"
                : $"to undo the edit: {Checkout(commit, migration.DownPath)}; to keep it: {Amend}";
        return isMissing ? (Remedy)$"to go on without a down-script: {Amend}; else {Elsewhere}" : $"to have the edit verified: {Amend}";
    }

    /// <summary>For a file of Strata's own that is missing or damaged.</summary>
    public async Task<Remedy> OfOwnAsync(string file, CancellationToken cancellationToken) =>
        await originals.FindAsync(file, _ => true, cancellationToken).ConfigureAwait(false) is { } commit
            ? (Remedy)$"restore it: {Checkout(commit, file)}"
            : Elsewhere;

    private bool IsLast(JournalEntry entry) => journal.Entries[^1] == entry;

    private static Call Checkout(string commit, string file) => Call.Git("checkout", commit, "--", file);

    private Task<string?> FindAsync(string file, string? hash, CancellationToken cancellationToken) =>
        originals.FindAsync(file, hash, syntax, cancellationToken);
}
