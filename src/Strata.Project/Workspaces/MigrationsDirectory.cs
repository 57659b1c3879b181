using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Project.Git;

namespace Strata.Project.Workspaces;

/// <summary>The migrations folder of a project, and the head snapshot in it.</summary>
/// <param name="path">Its absolute path.</param>
/// <param name="dialect">The dialect of the migrations.</param>
internal sealed class MigrationsDirectory(string path, IDialect dialect)
{
    private static readonly GitOriginals s_originals = new();

    /// <summary>The absolute path.</summary>
    public string Path => path;

    /// <summary>The absolute path of the head snapshot.</summary>
    public string SnapshotPath => System.IO.Path.Combine(path, "meta", "_snapshot.json");

    /// <summary>Reads the folder; null where it does not exist yet.</summary>
    /// <exception cref="ProblemException">A file has its name (ST3001, exit 2), or the journal cannot be read (exit 3).</exception>
    public async Task<MigrationFolder?> FindAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            throw WorkspaceProblems.FileInPlaceOfFolder.Error(
                path,
                "a file stands in the place of the migrations folder",
                "nothing was done",
                "move the file away, or correct \"migrations\" in strata.json"
            );
        return Directory.Exists(path)
            ? await MigrationFolder.ReadAsync(path, dialect.Syntax, s_originals, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>The commit that has a migration with a hash, such as the journal's or a record's; null where none has.</summary>
    public Task<string?> OriginalAsync(Migration migration, string? hash, CancellationToken cancellationToken) =>
        OriginalAsync(migration.Path, hash, cancellationToken);

    /// <summary>The commit that has a script with a hash; null where none has.</summary>
    public async Task<string?> OriginalAsync(string script, string? hash, CancellationToken cancellationToken) =>
        hash is null ? null : await s_originals.FindAsync(script, hash, dialect.Syntax, cancellationToken).ConfigureAwait(false);

    /// <summary>The remedy that takes the journal from the last commit where it can be read; null where none has it.</summary>
    public Task<Remedy?> RestoredJournalAsync(CancellationToken cancellationToken) =>
        MigrationFolder.RestoredJournalAsync(path, s_originals, cancellationToken);

    /// <summary>A commit has a file with these contents.</summary>
    public async Task<bool> IsCommittedAsync(string file, byte[] contents, CancellationToken cancellationToken) =>
        await s_originals.FindAsync(file, version => version.AsSpan().SequenceEqual(contents), cancellationToken).ConfigureAwait(false)
            is not null;

    /// <summary>Reads the folder as it was before its last migration.</summary>
    /// <exception cref="ProblemException">There is no migration (ST2132, exit 2), or the rest is inconsistent (exit 3).</exception>
    public Task<ShortenedFolder> ReadWithoutLastAsync(CancellationToken cancellationToken) =>
        ShortenedFolder.ReadAsync(path, dialect.Syntax, s_originals, cancellationToken);

    /// <summary>Reads the folder, which must exist and be consistent.</summary>
    /// <exception cref="ProblemException">It does not exist (ST3009, exit 2), or is inconsistent (exit 3).</exception>
    public async Task<MigrationFolder> ReadAsync(CancellationToken cancellationToken)
    {
        var folder =
            await FindAsync(cancellationToken).ConfigureAwait(false)
            ?? throw FolderProblems.NoMigrations.Error(
                path,
                "no migrations folder",
                "nothing was run",
                $"create the first migration: {Call.Strata("generate")}"
            );
        folder.ThrowIfBroken();
        return folder;
    }

    /// <summary>Reads the head snapshot; empty where there is none yet.</summary>
    /// <exception cref="ProblemException">It cannot be read (exit 3).</exception>
    public async Task<Catalog> SnapshotAsync(CancellationToken cancellationToken) =>
        File.Exists(SnapshotPath)
            ? Snapshot.Read(
                await File.ReadAllBytesAsync(SnapshotPath, cancellationToken).ConfigureAwait(false),
                dialect.Kinds,
                dialect.Name,
                SnapshotPath
            )
            : Catalog.Empty;

    /// <summary>The fingerprint of a state.</summary>
    public string Fingerprint(Catalog catalog) => Snapshot.Fingerprint(catalog, dialect.Kinds, dialect.Name);

    /// <summary>The snapshot file of a state, by its path in the folder.</summary>
    public KeyValuePair<string, byte[]> SnapshotFile(Catalog catalog) =>
        new("meta/_snapshot.json", Snapshot.Write(catalog, dialect.Kinds, dialect.Name));
}
