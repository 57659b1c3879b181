using System.Collections.Immutable;
using System.Text;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Files;

/// <summary>What a new migration holds.</summary>
/// <param name="Sql">The whole file, as it will be written.</param>
public sealed record NewMigration(string Sql)
{
    /// <summary>What a person calls it; null lets its contents name it.</summary>
    public string? Name { get; init; }

    /// <summary>The whole down-script; null for none.</summary>
    public string? Down { get; init; }

    /// <summary>Of the schema after it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary><c>tag hash</c> of each migration it stands for.</summary>
    public EquatableArray<string> Replaces { get; init; } = [];

    /// <summary>It is to be written by hand: it may hold no statement yet, and its hash is not recorded before <see cref="MigrationWriter.SealAsync"/>.</summary>
    public bool Custom { get; init; }

    /// <summary>Files that change together with it, such as the snapshot: paths relative to the folder.</summary>
    public ImmutableDictionary<string, byte[]> Files { get; init; } = ImmutableDictionary<string, byte[]>.Empty;
}

/// <summary>Changes a folder of migrations, all files of a change or none.</summary>
/// <param name="syntax">The dialect's lexical rules.</param>
/// <param name="time">Read for <see cref="JournalEntry.When"/> unless SOURCE_DATE_EPOCH says otherwise (https://reproducible-builds.org/specs/source-date-epoch/).</param>
public sealed class MigrationWriter(SqlSyntax syntax, TimeProvider time)
{
    private const string Epoch = "SOURCE_DATE_EPOCH";
    private const string JournalFile = "meta/_journal.json";

    /// <summary>Writes the next migration.</summary>
    /// <returns>Its journal entry.</returns>
    /// <exception cref="ProblemException">ST302x, exit 3: the SQL holds what no migration may hold; ST2010 or ST2011, exit 2: the name is not fit, or the folder cannot be written.</exception>
    public async Task<JournalEntry> AppendAsync(MigrationFolder folder, NewMigration migration, CancellationToken cancellationToken)
    {
        var (entry, files) = Draft(folder, migration);
        var batch = new FileBatch(folder.Path);
        foreach (var (path, contents) in files) batch.Add(path, contents);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        return entry;
    }

    /// <summary>The next migration's journal entry, and the files it comes with by their paths in the folder, for whoever writes them together with others.</summary>
    /// <exception cref="ProblemException">ST302x, exit 3: the SQL holds what no migration may hold; ST2010, exit 2: the name is not fit.</exception>
    public (JournalEntry Entry, ImmutableSortedDictionary<string, byte[]> Files) Draft(MigrationFolder folder, NewMigration migration)
    {
        var entries = folder.Journal.Entries;
        var idx = entries.Count == 0 ? 0 : entries[^1].Idx + 1;
        var script = SqlScript.Parse(migration.Sql, syntax, migration.Name ?? "the new migration", allowEmpty: migration.Custom);
        var tag = migration.Name is { } name ? MigrationNames.Next(idx, name) : MigrationNames.Next(idx, script.ScriptHash, entries.Select(e => e.Tag));
        var entry = new JournalEntry(idx, Now(), tag) { Fingerprint = migration.Fingerprint, Replaces = migration.Replaces };
        if (!migration.Custom) entry = Sealed(entry, script, folder.Head);
        var files = migration.Files.ToBuilder();
        files.Add(tag + ".sql", Encoding.UTF8.GetBytes(migration.Sql));
        if (migration.Down is { } down)
        {
            entry = entry with { Down = SqlScript.Parse(down, syntax, tag + ".down.sql", allowEmpty: true).ScriptHash };
            files.Add(tag + ".down.sql", Encoding.UTF8.GetBytes(down));
        }
        files.Add(JournalFile, JournalJson.Write(folder.Journal with { Entries = [.. entries, entry] }));
        return (entry, files.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>Records the hashes of migrations that have none yet: hand-written ones, and those another tool wrote.</summary>
    /// <param name="folder">As it was read.</param>
    /// <param name="tags">Those that are to be sealed, where they are not yet.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>The tags that were sealed.</returns>
    /// <exception cref="ProblemException">The folder's first problem, exit 3.</exception>
    public static async Task<ImmutableArray<string>> SealAsync(MigrationFolder folder, IReadOnlySet<string> tags, CancellationToken cancellationToken)
    {
        folder.ThrowIfBroken();
        bool IsOpen(Migration m) => m.Entry.Hash is null && tags.Contains(m.Tag);
        var entries = folder.Migrations.Select(m => IsOpen(m) ? Sealed(m.Entry, m.Script, m.Parent) : m.Entry).ToArray();
        ImmutableArray<string> changed = [.. folder.Migrations.Where(IsOpen).Select(m => m.Tag)];
        if (!changed.IsEmpty) await CommitAsync(new FileBatch(folder.Path), folder.Journal with { Entries = [.. entries] }, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    internal static JournalEntry Sealed(JournalEntry entry, SqlScript script, string parent) =>
        entry with { Hash = script.ScriptHash, Parent = parent, Statements = Migration.StatementHashes(script), Text = Migration.TextHash(script) };

    private static Task CommitAsync(FileBatch batch, Journal journal, CancellationToken cancellationToken) =>
        batch.Add(JournalFile, JournalJson.Write(journal)).CommitAsync(cancellationToken);

    private long Now() =>
        long.TryParse(Environment.GetEnvironmentVariable(Epoch), out var seconds) ? seconds * 1000 : time.GetUtcNow().ToUnixTimeMilliseconds();
}
