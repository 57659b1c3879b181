using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>Compares the journal with the files beside it.</summary>
internal sealed class FolderCheck(string path, Journal journal, SqlSyntax syntax)
{
    private const string Unchanged = "nothing was run and no file was changed";
    private const string Fork = "mend it: strata rebase";
    private readonly List<Migration> _migrations = [];
    private readonly List<Problem> _problems = [];
    private readonly List<Problem> _notes = [];
    private readonly List<JournalEntry> _missing = [];
    private Dictionary<string, byte[]> _bytes = [];

    public ImmutableArray<Migration> Migrations => [.. _migrations];
    public ImmutableArray<Problem> Problems => [.. _problems];
    public ImmutableArray<Problem> Notes => [.. _notes];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var journalPath = MigrationFolder.JournalPath(path);
        if (journal.Dialect != syntax.Name)
            Add(
                "ST3006",
                journalPath,
                $"the journal is for {journal.Dialect}; the configuration says {syntax.Name}",
                "point \"migrations\" in strata.json at another folder"
            );
        Numbers(journalPath);
        _bytes = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
        var parent = Journal.Root;
        foreach (var entry in journal.Entries)
        {
            if (await ReadAsync(entry, parent, cancellationToken).ConfigureAwait(false) is not { } migration)
                continue;
            _migrations.Add(migration);
            Compare(migration);
            await DownAsync(migration, cancellationToken).ConfigureAwait(false);
            parent = migration.Chain;
        }
        await ExtrasAsync(cancellationToken).ConfigureAwait(false);
        foreach (var entry in _missing)
            Add(
                FolderProblems.MissingFile.Code,
                File(entry.Tag),
                "the journal lists this migration, and its file is not there",
                $"restore it: git checkout -- {File(entry.Tag)}"
            );
    }

    private string File(string tag) => Path.Combine(path, tag + ".sql");

    private void Add(string code, string where, string what, string fix) => _problems.Add(new Problem(code, where, what, Unchanged, fix));

    private void Numbers(string journalPath)
    {
        foreach (var twice in journal.Entries.GroupBy(e => e.Tag, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            Add(
                "ST3004",
                journalPath,
                $"the journal lists {twice.Key} {twice.Count()} times",
                "remove the entries that are too many, then: strata status"
            );
        foreach (
            var fork in journal
                .Entries.Where(e => e.Parent is not null)
                .GroupBy(e => e.Parent!, StringComparer.Ordinal)
                .Where(g => g.Count() > 1)
        )
            Add(
                FolderProblems.Fork.Code,
                journalPath,
                $"{string.Join(" and ", fork.Select(e => e.Tag))} were both made on top of the same migration: two branches were merged",
                Fork
            );
        foreach (var twice in journal.Entries.GroupBy(e => e.Idx).Where(g => g.Count() > 1))
            Add(
                FolderProblems.Numbering.Code,
                journalPath,
                $"{string.Join(" and ", twice.Select(e => e.Tag))} have the same number, {twice.Key}",
                Fork
            );
        foreach (var (before, after) in journal.Entries.Zip(journal.Entries.Skip(1)).Where(p => p.Second.Idx < p.First.Idx))
            Add(
                FolderProblems.Numbering.Code,
                journalPath,
                $"{after.Tag} stands after {before.Tag} in the journal and has a lower number",
                Fork
            );
    }

    private async Task<Migration?> ReadAsync(JournalEntry entry, string parent, CancellationToken cancellationToken)
    {
        if (!MigrationNames.IsSafeTag(entry.Tag))
        {
            Add(
                FolderProblems.UnsafeTag.Code,
                MigrationFolder.JournalPath(path),
                $"'{entry.Tag}' cannot be the name of a migration",
                "letters, digits, '_' and '-' only; mend the tag in the journal"
            );
            return null;
        }
        var file = File(entry.Tag);
        if (!System.IO.File.Exists(file))
        {
            _missing.Add(entry);
            return null;
        }
        try
        {
            var bytes = await BytesAsync(file, cancellationToken).ConfigureAwait(false);
            return new Migration(entry, SqlScript.Parse(SourceText.Decode(bytes, file), syntax), parent, file);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            _problems.Add(e.Problem);
            return null;
        }
    }

    /// <summary>All that can be read, in one go: waiting for each of a thousand small files alone takes longer than reading them.</summary>
    private Task<Dictionary<string, byte[]>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
                foreach (var file in Directory.EnumerateFiles(path, "*.sql"))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    try
                    {
                        read[file] = System.IO.File.ReadAllBytes(file);
                    }
                    catch (Exception e) when (e is UnauthorizedAccessException or IOException)
                    {
                        // Said, with its place, when its turn comes.
                    }
                }
                return read;
            },
            cancellationToken
        );

    private ValueTask<byte[]> BytesAsync(string file, CancellationToken cancellationToken) =>
        _bytes.TryGetValue(file, out var bytes)
            ? ValueTask.FromResult(bytes)
            : new(MigrationFolder.ReadBytesAsync(file, cancellationToken));

    private void Compare(Migration migration)
    {
        var entry = migration.Entry;
        if (entry.Hash is not null && entry.Hash != migration.Hash)
        {
            var (where, which) = Changed(migration);
            Add(
                FolderProblems.Edited.Code,
                where,
                $"{entry.Tag} was edited after it was generated: {which}",
                $"undo the edit: git checkout -- {migration.Path}  (for another change: strata generate)"
            );
        }
        else if (
            entry.Parent is not null
            && entry.Parent != migration.Parent
            && _missing.Count == 0
            && !_problems.Any(p => p.Code == FolderProblems.Edited.Code || p.Code == FolderProblems.Fork.Code)
        )
        {
            Add(
                FolderProblems.OtherParent.Code,
                MigrationFolder.JournalPath(path),
                $"{entry.Tag} was made on top of other migrations than those before it in the journal",
                Fork
            );
        }
        else if (entry.Text is not null && entry.Text != Migration.TextHash(migration.Script))
        {
            _notes.Add(
                new Problem(
                    "ST3090",
                    migration.Path,
                    $"comments or white space of {entry.Tag} were edited; its statements are as generated",
                    Unchanged,
                    "nothing needs to be done"
                )
            );
        }
    }

    private static (string Where, string Which) Changed(Migration migration)
    {
        if (migration.Entry.Statements is not { } before)
            return (migration.Path, "its statements differ");
        var now = migration.Script.Statements;
        var removed = before.Count - now.Length;
        var first = before.Differences(migration.Script).Append(now.Length).First();
        if (first == now.Length)
            return removed > 0
                ? (migration.Path, $"{removed} of {before.Count} statements were removed at its end")
                : (migration.Path, "a '-- strata:' header was changed");
        var which = $"statement {first + 1} ({now[first].Summary()})";
        return (
            now[first].Where,
            first >= before.Count ? $"{which} was added"
            : removed > 0 ? $"{removed} of {before.Count} statements were removed, the first before {which}"
            : $"{which} is another one"
        );
    }

    private async Task DownAsync(Migration migration, CancellationToken cancellationToken)
    {
        if (migration.Entry.Down is not { } recorded)
            return;
        if (!System.IO.File.Exists(migration.DownPath))
        {
            Add(
                "ST3018",
                migration.DownPath,
                $"the down-script of {migration.Tag} is not there",
                $"restore it: git checkout -- {migration.DownPath}"
            );
            return;
        }
        var bytes = await BytesAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
        try
        {
            var script = SqlScript.Parse(SourceText.Decode(bytes, migration.DownPath), syntax, allowEmpty: true);
            if (script.ScriptHash != recorded)
                Add(
                    "ST3018",
                    migration.DownPath,
                    $"the down-script of {migration.Tag} was edited after it was verified",
                    $"undo the edit: git checkout -- {migration.DownPath}"
                );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            _problems.Add(e.Problem);
        }
    }

    private async Task ExtrasAsync(CancellationToken cancellationToken)
    {
        var known = journal.Entries.Select(e => e.Tag).ToHashSet(StringComparer.Ordinal);
        var journalPath = MigrationFolder.JournalPath(path);
        if (!System.IO.File.Exists(journalPath) && Directory.EnumerateFiles(path, "*.sql").Any())
        {
            Add(
                "ST3017",
                journalPath,
                "the journal is not there, and migrations are: without it nobody knows which of them belong together",
                $"restore it: git checkout -- {journalPath}"
            );
            return;
        }
        foreach (var file in Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal))
        {
            var tag = Path.GetFileNameWithoutExtension(file);
            if (tag.EndsWith(".down", StringComparison.Ordinal) || known.Contains(tag))
                continue;
            var hash = await HashAsync(file, cancellationToken).ConfigureAwait(false);
            if (_missing.Find(e => e.Hash is not null && e.Hash == hash) is { } renamed)
            {
                _missing.Remove(renamed);
                Add("ST3013", file, $"{renamed.Tag} was renamed to {tag}", $"name it back: git mv {file} {File(renamed.Tag)}");
                continue;
            }
            Add(
                "ST3011",
                file,
                "the journal does not list this file, so it would never run",
                "delete it, or make it a migration: strata generate --custom, then move its SQL there"
            );
        }
    }

    private async Task<string?> HashAsync(string file, CancellationToken cancellationToken)
    {
        var bytes = await MigrationFolder.ReadBytesAsync(file, cancellationToken).ConfigureAwait(false);
        try
        {
            return SqlScript.Parse(SourceText.Decode(bytes, file), syntax).ScriptHash;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            // It is reported as extra whatever it holds.
            return null;
        }
    }
}
