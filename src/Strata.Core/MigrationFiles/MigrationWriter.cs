using System.Collections.Immutable;
using System.Text;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>The contents of a new migration.</summary>
/// <param name="Sql">The whole file, as it will be written.</param>
public sealed record NewMigration(string Sql)
{
    /// <summary>The name that a person gave it; null derives one from its contents.</summary>
    public string? Name { get; init; }

    /// <summary>The whole down-script; null for none.</summary>
    public string? Down { get; init; }

    /// <summary>Of the schema after it.</summary>
    public string? Fingerprint { get; init; }

    /// <inheritdoc cref="JournalEntry.Replaces"/>
    public EquatableArray<ReplacedMigration> Replaces { get; init; } = [];

    /// <inheritdoc cref="JournalEntry.Hazards"/>
    public EquatableArray<string> Hazards { get; init; } = [];

    /// <summary>Its hazards are known: it was planned, or compared in shadow databases.</summary>
    public bool IsExamined { get; init; }

    /// <summary>
    /// True for one that is written by hand: it may hold no statement yet, and its hash is not recorded before <see
    /// cref="MigrationWriter.SealAsync"/>.
    /// </summary>
    public bool Custom { get; init; }

    /// <summary>Files that change together with it, such as the snapshot: paths relative to the folder.</summary>
    public ImmutableDictionary<string, byte[]> Files { get; init; } = ImmutableDictionary<string, byte[]>.Empty;
}

/// <summary>A folder of migrations whose first ones are one.</summary>
/// <param name="Entry">The entry of that one.</param>
/// <param name="Files">All files of the new folder but the snapshot, by their paths in it.</param>
/// <param name="Changed">Those that are new or different.</param>
public sealed record FoldedMigrations(JournalEntry Entry, ImmutableSortedDictionary<string, byte[]> Files, ImmutableArray<string> Changed);

/// <summary>Changes a folder of migrations, all files of a change or none.</summary>
/// <param name="syntax">The dialect's lexical rules.</param>
/// <param name="time">Read for <see cref="JournalEntry.When"/> unless SOURCE_DATE_EPOCH says otherwise
/// (https://reproducible-builds.org/specs/source-date-epoch/).</param>
/// <param name="variables">May name the moment.</param>
public sealed class MigrationWriter(SqlSyntax syntax, TimeProvider time, EnvironmentVariables variables)
{
    private const string Epoch = "SOURCE_DATE_EPOCH";
    private const string JournalFile = "meta/_journal.json";

    /// <summary>Writes the next migration.</summary>
    /// <returns>Its journal entry.</returns>
    /// <exception cref="ProblemException">ST302x, exit 3: the SQL holds what no migration may hold; ST2010 or ST2011, exit 2: the name is
    /// not fit, or the folder cannot be written.</exception>
    public async Task<JournalEntry> AppendAsync(MigrationFolder folder, NewMigration migration, CancellationToken cancellationToken)
    {
        var (entry, files) = Draft(folder, migration);
        var batch = new FileBatch(folder.Path).After(folder.Journal);
        foreach (var (path, contents) in files)
            batch.Add(path, contents);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        return entry;
    }

    /// <summary>
    /// The next migration's journal entry, and the files it comes with by their paths in the folder, for whoever writes them together with
    /// others.
    /// </summary>
    /// <exception cref="ProblemException">ST302x, exit 3: the SQL holds what no migration may hold; ST2010, exit 2: the name is not
    /// fit.</exception>
    public (JournalEntry Entry, ImmutableSortedDictionary<string, byte[]> Files) Draft(MigrationFolder folder, NewMigration migration)
    {
        var entries = folder.Journal.Entries;
        var idx = entries.Count == 0 ? 0 : entries[^1].Idx + 1;
        var script = SqlScript.Parse(migration.Sql, syntax, migration.Name ?? "the new migration", allowEmpty: migration.Custom);
        var tag = migration.Name is { } name
            ? MigrationNames.Next(idx, name)
            : MigrationNames.Next(idx, script.ScriptHash, entries.Select(e => e.Tag));
        var entry = new JournalEntry(idx, Now(), tag)
        {
            Fingerprint = migration.Fingerprint,
            Replaces = migration.Replaces,
            Hazards = migration.Hazards,
            Examined = migration.IsExamined ? Migration.ExaminedHash(script) : null,
        };
        if (!migration.Custom)
            entry = Sealed(entry, script, folder.Head);
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

    /// <summary>The folder with its first migrations folded into one, which has the number of the last of them.</summary>
    /// <param name="folder">As it was read.</param>
    /// <param name="folded">The first migrations of it, in order.</param>
    /// <param name="baseline">The migration that takes their place; it has a name.</param>
    /// <exception cref="ProblemException">ST302x, exit 3: the SQL holds what no migration may hold; ST2010, exit 2: the name is not fit, or
    /// taken.</exception>
    public FoldedMigrations Fold(MigrationFolder folder, IReadOnlyList<Migration> folded, NewMigration baseline)
    {
        var idx = folded[^1].Idx;
        var tag = MigrationNames.Next(idx, baseline.Name!);
        if (folder.Journal.Entries.Any(e => e.Tag == tag))
            throw Taken(tag);
        var script = SqlScript.Parse(baseline.Sql, syntax, tag + ".sql");
        var entry = Sealed(
            new JournalEntry(idx, Now(), tag) { Fingerprint = baseline.Fingerprint, Replaces = baseline.Replaces },
            script,
            Journal.Root
        );
        var files = ImmutableSortedDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
        files[tag + ".sql"] = Encoding.UTF8.GetBytes(baseline.Sql);
        if (baseline.Down is { } down)
        {
            entry = entry with { Down = SqlScript.Parse(down, syntax, tag + ".down.sql", allowEmpty: true).ScriptHash };
            files[tag + ".down.sql"] = Encoding.UTF8.GetBytes(down);
        }
        List<JournalEntry> entries = [entry];
        var chain = Journal.Chain(Journal.Root, script.ScriptHash);
        var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var later in folder.Migrations.Skip(folded.Count))
        {
            entries.Add(later.Entry.Hash is null ? later.Entry : later.Entry with { Parent = chain });
            chain = Journal.Chain(chain, later.Hash);
            kept[later.Tag + ".sql"] = Encoding.UTF8.GetBytes(later.Script.Source.Text);
            if (File.Exists(later.DownPath))
                kept[later.Tag + ".down.sql"] = File.ReadAllBytes(later.DownPath);
        }
        files[JournalFile] = JournalJson.Write(folder.Journal with { Entries = [.. entries] });
        files.AddRange(baseline.Files);
        ImmutableArray<string> changed = [.. files.Keys];
        files.AddRange(kept);
        return new FoldedMigrations(entry, files.ToImmutable(), changed);
    }

    /// <summary>Records the hashes of migrations that have none yet: hand-written ones, and those another tool wrote.</summary>
    /// <param name="folder">As it was read.</param>
    /// <param name="tags">Those that are to be sealed, where they are not yet.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>The tags that were sealed.</returns>
    /// <exception cref="ProblemException">The folder's first problem, exit 3.</exception>
    public static async Task<ImmutableArray<string>> SealAsync(
        MigrationFolder folder,
        IReadOnlySet<string> tags,
        CancellationToken cancellationToken
    )
    {
        folder.ThrowIfBroken();
        bool IsOpen(Migration m) => m.Entry.Hash is null && tags.Contains(m.Tag);
        var entries = folder.Migrations.Select(m => IsOpen(m) ? Sealed(m.Entry, m.Script, m.Parent) : m.Entry).ToArray();
        ImmutableArray<string> changed = [.. folder.Migrations.Where(IsOpen).Select(m => m.Tag)];
        if (!changed.IsEmpty)
            await CommitAsync(
                    new FileBatch(folder.Path).After(folder.Journal),
                    folder.Journal with
                    {
                        Entries = [.. entries],
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        return changed;
    }

    private static ProblemException Taken(string tag) =>
        JournalProblems.InvalidName.Error(
            "--name",
            $"there is a migration {tag} already",
            "nothing was written",
            "choose another: --name NAME"
        );

    internal static JournalEntry Sealed(JournalEntry entry, SqlScript script, string parent) =>
        entry with
        {
            Hash = script.ScriptHash,
            Parent = parent,
            Statements = StatementHashes.Of(script),
            Text = Migration.TextHash(script),
        };

    private static Task CommitAsync(FileBatch batch, Journal journal, CancellationToken cancellationToken) =>
        batch.Add(JournalFile, JournalJson.Write(journal)).CommitAsync(cancellationToken);

    private long Now() => long.TryParse(variables[Epoch], out var seconds) ? seconds * 1000 : time.GetUtcNow().ToUnixTimeMilliseconds();
}
