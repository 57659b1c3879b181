using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>The migrations as they are on disk, and what is wrong with them.</summary>
public sealed class MigrationFolder
{
    private MigrationFolder(
        string path,
        Journal journal,
        ImmutableArray<Migration> migrations,
        ImmutableArray<Problem> problems,
        ImmutableArray<Problem> notes
    )
    {
        Path = path;
        Journal = journal;
        Migrations = migrations;
        Problems = problems;
        Notes = notes;
    }

    /// <summary>The folder, as given.</summary>
    public string Path { get; }

    public Journal Journal { get; }

    /// <summary>In the journal's order. A migration whose file is missing or cannot be read is not among them.</summary>
    public ImmutableArray<Migration> Migrations { get; }

    /// <summary>Each of them stops every command that runs migrations.</summary>
    public ImmutableArray<Problem> Problems { get; }

    /// <summary>Worth mentioning, and no reason to stop: an edited comment.</summary>
    public ImmutableArray<Problem> Notes { get; }

    /// <summary>The chain hash after the last migration.</summary>
    public string Head => Migrations.IsEmpty ? Journal.Root : Migrations[^1].Chain;

    public static string JournalPath(string folder) => System.IO.Path.Combine(folder, "meta", "_journal.json");

    /// <inheritdoc cref="ReadAsync(string, SqlSyntax, IOriginals, CancellationToken)"/>
    public static Task<MigrationFolder> ReadAsync(string path, SqlSyntax syntax, CancellationToken cancellationToken) =>
        ReadAsync(path, syntax, NoOriginals.Instance, cancellationToken);

    /// <summary>Reads a folder and verifies it: journal against files, hashes, numbering and chain.</summary>
    /// <exception cref="ProblemException">ST3009 (exit 2) when there is no folder; ST3002 to ST3004 (exit 3) when the journal cannot be
    /// read.</exception>
    public static async Task<MigrationFolder> ReadAsync(
        string path,
        SqlSyntax syntax,
        IOriginals originals,
        CancellationToken cancellationToken
    )
    {
        var journal = await ReadJournalAsync(path, syntax, originals, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(path, journal, new FolderCheck(path, journal, syntax, originals), cancellationToken).ConfigureAwait(false);
    }

    private static readonly string[] s_damaged =
    [
        JournalProblems.Conflict.Code,
        JournalProblems.InvalidJson.Code,
        JournalProblems.Malformed.Code,
    ];

    internal static async Task<MigrationFolder> ReadAsync(
        string path,
        Journal journal,
        FolderCheck check,
        CancellationToken cancellationToken
    )
    {
        await check.RunAsync(cancellationToken).ConfigureAwait(false);
        return new MigrationFolder(path, journal, check.Migrations, check.Problems, check.Notes);
    }

    internal static async Task<Journal> ReadJournalAsync(
        string path,
        SqlSyntax syntax,
        IOriginals originals,
        CancellationToken cancellationToken
    )
    {
        if (!Directory.Exists(path))
            throw FolderProblems.NoMigrations.Error(
                path,
                "no migrations folder",
                "nothing was run",
                $"create the first migration: {Call.Strata("generate")}"
            );
        await FileBatch.RecoverAsync(path, cancellationToken).ConfigureAwait(false);
        var journalPath = JournalPath(path);
        if (!File.Exists(journalPath))
            return Journal.Empty(syntax.Name);
        var bytes = await ReadBytesAsync(journalPath, cancellationToken).ConfigureAwait(false);
        try
        {
            return JournalJson.Read(bytes, journalPath);
        }
        catch (ProblemException e) when (s_damaged.Contains(e.Problem.Code))
        {
            if (await RestoredJournalAsync(path, originals, cancellationToken).ConfigureAwait(false) is not { } restore)
                throw;
            throw new ProblemException(
                e.Problem with
                {
                    Next =
                        e.Problem.Code == JournalProblems.Conflict.Code ? $"in a merge: {Call.Strata("rebase")}; else {restore}" : restore,
                },
                e
            );
        }
    }

    /// <summary>The remedy that takes the journal from the last commit where it can be read; null where none has it.</summary>
    public static async Task<Remedy?> RestoredJournalAsync(string path, IOriginals originals, CancellationToken cancellationToken)
    {
        var journal = JournalPath(path);
        return await originals.FindAsync(journal, v => IsJournal(v, journal), cancellationToken).ConfigureAwait(false) is { } commit
            ? (Remedy)$"restore it: {Call.Git("checkout", commit, "--", journal)}"
            : null;
    }

    /// <summary>A folder that does not exist yet.</summary>
    public static MigrationFolder Empty(string path, SqlSyntax syntax) => new(path, Journal.Empty(syntax.Name), [], [], []);

    /// <summary>A folder that is still to be written: its entries get their hashes and their place in the chain.</summary>
    /// <param name="path">The folder's future path.</param>
    /// <param name="dialect">As the journal calls it.</param>
    /// <param name="migrations">In the order they run; a script's file name is what messages show.</param>
    public static MigrationFolder Of(string path, string dialect, IEnumerable<(JournalEntry Entry, SqlScript Script)> migrations)
    {
        var parent = Journal.Root;
        var all = ImmutableArray.CreateBuilder<Migration>();
        foreach (var (entry, script) in migrations)
        {
            all.Add(new Migration(MigrationWriter.Sealed(entry, script, parent), script, parent, script.Source.FileName));
            parent = all[^1].Chain;
        }
        return new(path, Journal.Empty(dialect) with { Entries = [.. all.Select(m => m.Entry)] }, all.ToImmutable(), [], []);
    }

    /// <summary>The same without the migrations that are not wanted: what a database has run of it.</summary>
    public MigrationFolder Only(Func<Migration, bool> wanted) => new(Path, Journal, [.. Migrations.Where(wanted)], Problems, Notes);

    /// <summary>The same with other journal entries, one for each migration: as it will be once they are written.</summary>
    internal MigrationFolder With(IReadOnlyList<JournalEntry> entries) =>
        new(Path, Journal with { Entries = [.. entries] }, [.. Migrations.Zip(entries, (m, e) => m with { Entry = e })], [], []);

    /// <summary>Stops when the folder is inconsistent.</summary>
    /// <exception cref="ProblemException">The first of <see cref="Problems"/>, exit 3; it says how many there are.</exception>
    public void ThrowIfBroken()
    {
        if (Problems.IsEmpty)
            return;
        var first = Problems[0];
        if (Problems.Length > 1)
            first = first with { Next = $"{first.Next} ({Problems.Length - 1} more: {Call.Strata("status")})" };
        throw new ProblemException(ProblemKind.Inconsistent, first);
    }

    private static bool IsJournal(byte[] bytes, string path)
    {
        try
        {
            JournalJson.Read(bytes, path);
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    internal static async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).LinkTarget is { } elsewhere)
            throw FolderProblems.SymbolicLink.Error(
                path,
                $"the file is a symbolic link to {elsewhere}: what it leads to is not what was reviewed",
                "nothing was run",
                $"put the file itself there: {Call.Program("cp", "--remove-destination", elsewhere, path)}"
            );
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw FolderProblems.Unreadable.Error(
                path,
                $"the file cannot be read: {e.Message.TrimEnd('.')}",
                "nothing was run",
                "give this user read access to it",
                e
            );
        }
    }
}
