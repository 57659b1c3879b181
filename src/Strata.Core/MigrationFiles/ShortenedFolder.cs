using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>A folder as it was before its last migration, whatever has become of that one's file.</summary>
/// <param name="Folder">The folder without it.</param>
/// <param name="Removed">Its journal entry.</param>
public sealed record ShortenedFolder(MigrationFolder Folder, JournalEntry Removed)
{
    private const string JournalFile = "meta/_journal.json";

    /// <summary>The path of its file.</summary>
    public string Path => System.IO.Path.Combine(Folder.Path, Removed.Tag + ".sql");

    /// <summary>Reads a folder without its last migration.</summary>
    /// <exception cref="ProblemException">There is no migration (ST2132, exit 2); the journal cannot be read, or the rest is inconsistent
    /// (exit 3).</exception>
    public static async Task<ShortenedFolder> ReadAsync(
        string path,
        SqlSyntax syntax,
        IOriginals originals,
        CancellationToken cancellationToken
    )
    {
        var journal = Directory.Exists(path)
            ? await MigrationFolder.ReadJournalAsync(path, syntax, originals, cancellationToken).ConfigureAwait(false)
            : Journal.Empty(syntax.Name);
        if (journal.Entries.Count == 0)
            throw FolderProblems.NothingToRemove.Error(
                path,
                "there is no migration to remove",
                "nothing was changed",
                $"write the first one: {Call.Strata("generate")}"
            );
        var removed = journal.Entries[^1];
        var rest = journal with { Entries = [.. journal.Entries.SkipLast(1)] };
        var folder = await MigrationFolder
            .ReadAsync(path, rest, new FolderCheck(path, rest, syntax, originals) { Removed = removed.Tag }, cancellationToken)
            .ConfigureAwait(false);
        folder.ThrowIfBroken();
        return new(folder, removed);
    }

    /// <summary>Removes the files of the last migration, and writes the journal and the snapshot before it, all of them or none.</summary>
    /// <param name="snapshot">The snapshot file before it, by its path in the folder; null where no migration is left.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    /// <exception cref="ProblemException">The folder cannot be written (ST2011, exit 2).</exception>
    public Task CommitAsync(KeyValuePair<string, byte[]>? snapshot, CancellationToken cancellationToken)
    {
        var batch = new FileBatch(Folder.Path)
            .After(Folder.Journal with { Entries = [.. Folder.Journal.Entries, Removed] })
            .Remove(Removed.Tag + ".sql")
            .Remove(Removed.Tag + ".down.sql");
        if (Folder.Journal.Entries.Count == 0)
            batch.Remove(JournalFile).Remove("meta/_snapshot.json");
        else
            batch.Add(JournalFile, JournalJson.Write(Folder.Journal));
        if (snapshot is var (file, bytes))
            batch.Add(file, bytes);
        return batch.CommitAsync(cancellationToken);
    }
}
