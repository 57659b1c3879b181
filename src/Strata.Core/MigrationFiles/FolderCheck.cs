using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>Compares the journal with the files beside it.</summary>
internal sealed class FolderCheck(string path, Journal journal, SqlSyntax syntax, IOriginals originals)
{
    /// <summary>The state after a check.</summary>
    public const string Unchanged = "nothing was run and no file was changed";
    private readonly List<Migration> _migrations = [];
    private readonly List<Problem> _problems = [];
    private readonly List<Problem> _notes = [];
    private readonly List<JournalEntry> _missing = [];
    private readonly FolderRemedies _remedies = new(originals, journal, syntax);
    private Dictionary<string, byte[]> _bytes = [];

    public ImmutableArray<Migration> Migrations => [.. _migrations];
    public ImmutableArray<Problem> Problems => [.. _problems];
    public ImmutableArray<Problem> Notes => [.. _notes];

    /// <summary>The name of a migration that is going to be removed: its files are none of the folder's problems.</summary>
    public string? Removed { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var journalPath = MigrationFolder.JournalPath(path);
        if (journal.Dialect != syntax.Name)
            Add(
                FolderProblems.OtherDialect,
                journalPath,
                $"the journal is for {journal.Dialect}; the configuration says {syntax.Name}",
                "point \"migrations\" in strata.json at another folder"
            );
        _problems.AddRange(new JournalOrder(journal, journalPath).Problems());
        _bytes = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
        var parent = Journal.Root;
        foreach (var entry in journal.Entries)
        {
            if (await ReadAsync(entry, parent, cancellationToken).ConfigureAwait(false) is not { } migration)
                continue;
            _migrations.Add(migration);
            await CompareAsync(migration, cancellationToken).ConfigureAwait(false);
            await DownAsync(migration, cancellationToken).ConfigureAwait(false);
            parent = migration.Chain;
        }
        await ExtrasAsync(cancellationToken).ConfigureAwait(false);
        foreach (var entry in _missing)
            Add(
                FolderProblems.MissingFile,
                File(entry.Tag),
                "the journal lists this migration, and its file is missing",
                await _remedies.OfMissingAsync(entry, File(entry.Tag), cancellationToken).ConfigureAwait(false)
            );
    }

    private string File(string tag) => Path.Combine(path, tag + ".sql");

    /// <summary>The remedy where two branches were merged.</summary>
    public static Remedy Rebase => $"fix it: {Call.Strata("rebase")}";

    private void Add(ProblemDefinition problem, string where, string what, Remedy next) =>
        _problems.Add(problem.At(where, what, Unchanged, next));

    private async Task<Migration?> ReadAsync(JournalEntry entry, string parent, CancellationToken cancellationToken)
    {
        if (!MigrationNames.IsSafeTag(entry.Tag))
        {
            Add(
                FolderProblems.UnsafeTag,
                MigrationFolder.JournalPath(path),
                $"'{entry.Tag}' cannot be the name of a migration",
                "letters, digits, '_' and '-' only; correct the tag in the journal"
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
                foreach (var found in new DirectoryInfo(path).EnumerateFiles("*.sql"))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var file = Path.Combine(path, found.Name);
                    // A link is refused, with its place, when the file is read on its own.
                    if (found.Attributes.HasFlag(FileAttributes.ReparsePoint))
                        continue;
                    try
                    {
                        read[file] = System.IO.File.ReadAllBytes(file);
                    }
                    catch (Exception e) when (e is UnauthorizedAccessException or IOException)
                    {
                        // Reported, with its place, when the file is read on its own.
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

    private async Task CompareAsync(Migration migration, CancellationToken cancellationToken)
    {
        var entry = migration.Entry;
        if (entry.Hash is not null && entry.Hash != migration.Hash)
        {
            var (where, which) = Changed(migration);
            Add(
                FolderProblems.Edited,
                where,
                $"{entry.Tag} was edited after it was generated: {which}",
                await _remedies.OfEditedAsync(migration, cancellationToken).ConfigureAwait(false)
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
                FolderProblems.OtherParent,
                MigrationFolder.JournalPath(path),
                $"{entry.Tag} was made on top of other migrations than those before it in the journal",
                Rebase
            );
        }
        else if (entry.Text is not null && entry.Text != Migration.TextHash(migration.Script))
        {
            _notes.Add(
                FolderProblems.EditedText.At(
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
        if (!migration.HasDownScript)
        {
            Add(
                FolderProblems.DownScript,
                migration.DownPath,
                $"the down-script of {migration.Tag} is missing",
                await _remedies.OfDownAsync(migration, isMissing: true, cancellationToken).ConfigureAwait(false)
            );
            return;
        }
        var bytes = await BytesAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
        try
        {
            var script = SqlScript.Parse(SourceText.Decode(bytes, migration.DownPath), syntax, allowEmpty: true);
            if (script.ScriptHash != recorded)
                Add(
                    FolderProblems.DownScript,
                    migration.DownPath,
                    $"the down-script of {migration.Tag} was edited after it was verified",
                    await _remedies.OfDownAsync(migration, isMissing: false, cancellationToken).ConfigureAwait(false)
                );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            _problems.Add(e.Problem);
        }
    }

    private async Task ExtrasAsync(CancellationToken cancellationToken)
    {
        var known = journal.Entries.Select(e => e.Tag).Append(Removed ?? "").ToHashSet(StringComparer.Ordinal);
        var journalPath = MigrationFolder.JournalPath(path);
        if (!System.IO.File.Exists(journalPath) && Directory.EnumerateFiles(path, "*.sql").Any())
        {
            Add(
                FolderProblems.NoJournal,
                journalPath,
                "the journal is missing; it lists the migrations and their order",
                await _remedies.OfOwnAsync(journalPath, cancellationToken).ConfigureAwait(false)
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
                Add(
                    FolderProblems.Renamed,
                    file,
                    $"{renamed.Tag} was renamed to {tag}",
                    $"rename it back: {Call.Program("mv", file, File(renamed.Tag))}"
                );
                continue;
            }
            Add(
                FolderProblems.Unlisted,
                file,
                "the journal does not list this file, so it would never run",
                $"set it aside: {Call.Program("mv", file, file + ".txt")}; if it is to be a migration, then: "
                    + $"{Call.Strata("generate").With("custom")}, and put its SQL there"
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
