using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Adopting;

/// <summary>
/// Drizzle: a folder with a journal (to version 0.45), or a folder of folders (from version 1 on), and a table of SHA-256 hashes that
/// Drizzle writes and never reads.
/// What decides for Drizzle is the time alone, so what its rows say and what its files say may differ in every way.
/// </summary>
internal sealed class DrizzleTool : IMigrationTool
{
    // Milliseconds since 1970; no later time can be shown.
    private const long YearTenThousand = 253402300800000;

    public string Name => "drizzle";

    public string OrderedBy => "id";

    public (string? Schema, string Table) Table(string dialect) =>
        (dialect == "sqlite" ? null : ToolTables.DrizzleSchema, ToolTables.Drizzle);

    public async Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var journal = MigrationFolder.JournalPath(source.Directory);
        if (File.Exists(journal))
            return await FlatAsync(source, journal, cancellationToken).ConfigureAwait(false);
        var folders = Directory
            .EnumerateDirectories(source.Directory)
            .Where(d => File.Exists(Path.Combine(d, "migration.sql")))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .ToList();
        if (folders.Count == 0)
            throw ToolFiles.Nothing(
                source,
                "no Drizzle migration in this folder: neither meta/_journal.json nor folders with a migration.sql",
                "name the folder that \"out\" in drizzle.config.ts names"
            );
        var migrations = new List<ToolMigration>();
        foreach (var (folder, idx) in folders.Select((f, i) => (f, i)))
        {
            var name = Path.GetFileName(folder);
            var stem = ToolFiles.WithoutNumber(name);
            migrations.Add(
                await MigrationAsync(
                        source,
                        name,
                        Path.Combine(folder, "migration.sql"),
                        new JournalEntry(idx, ToolFiles.Time(name), ToolFiles.Numbered(idx, ToolFiles.Stem(stem))),
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            );
        }
        return new(migrations, []);
    }

    public IReadOnlyList<RowVerdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder)
    {
        var left = folder.Migrations.ToList();
        return [.. rows.Select(row => Judge(row, folder.Migrations, left))];
    }

    private static RowVerdict Judge(ToolRow row, IReadOnlyList<ToolMigration> all, List<ToolMigration> left)
    {
        var (hash, when, name) = (row["hash"] ?? "", row.Whole("created_at"), row["name"]);
        var time = when is { } w and > 0 and < YearTenThousand
            ? $" = {DateTimeOffset.FromUnixTimeMilliseconds(w):yyyy-MM-dd HH:mm:ss}Z"
            : "";
        var shown =
            $"row {row.Number} ({(name is null ? "" : $"{name}, ")}hash {Short(hash)}, "
            + $"created_at {row["created_at"] ?? "null"}{time})";
        bool ByTime(ToolMigration m) =>
            name is not null ? m.Id == name : m.Entry.When == when || (!m.KeepsName && m.Entry.When == when / 1000 * 1000);
        // Files with the same contents are told apart by their times.
        var same = left.Where(m => m.Hashes.Contains(hash)).ToList();
        if ((same.Find(ByTime) ?? same.FirstOrDefault()) is { } found)
        {
            left.Remove(found);
            return new(shown, found, null);
        }
        if (all.FirstOrDefault(m => m.Hashes.Contains(hash)) is { } twice)
            return new(shown, twice, null)
            {
                Note = $"{shown} says that {twice.Id} was run once more: two runs of Drizzle at the same time may both have run it",
            };
        if (left.Find(ByTime) is not { } edited)
            return new(shown, null, "no file of the folder has this hash, or this time: it was deleted, or the row was written by hand");
        left.Remove(edited);
        return new(
            shown,
            edited,
            $"it has the time of {edited.Path}, whose hash is {Short(edited.Hashes[0])}: the file was edited after it "
                + $"was run, or the row was written by hand"
        );
    }

    private async Task<ToolFolder> FlatAsync(ToolSource source, string path, CancellationToken cancellationToken)
    {
        var journal = JournalJson.Read(await ToolFiles.ReadAsync(path, cancellationToken).ConfigureAwait(false), path);
        ThrowIfUnfit(journal, source, path);
        var migrations = new List<ToolMigration>();
        foreach (var (entry, idx) in journal.Entries.Select((e, i) => (e, i)))
        {
            // A journal's numbers are edited by hand after merges, and Drizzle does not look at them: what counts is the order.
            var kept = new JournalEntry(idx, entry.When, ToolFiles.Stem(entry.Tag))
            {
                Version = entry.Version,
                Breakpoints = entry.Breakpoints,
            };
            migrations.Add(
                await MigrationAsync(source, entry.Tag, Path.Combine(source.Directory, entry.Tag + ".sql"), kept, cancellationToken)
                    .ConfigureAwait(false) with
                {
                    KeepsName = true,
                }
            );
        }
        if (migrations.Count == 0)
            throw ToolFiles.Nothing(
                source,
                "Drizzle's journal lists no migration",
                $"to take over a database without migrations: {Call.Strata("pull")}"
            );
        return new(migrations, [.. Oddities(journal, source)]);
    }

    private static void ThrowIfUnfit(Journal journal, ToolSource source, string path)
    {
        var dialect = journal.Dialect switch
        {
            "pg" => "postgresql",
            "turso" => "sqlite",
            var d => d,
        };
        if (dialect != source.Syntax.Name)
            throw AdoptProblems.OtherDialect.Error(
                path,
                $"these migrations are for {journal.Dialect}, and the environment is {source.Syntax.Name}",
                "nothing was written",
                $"name an environment of that dialect: {Call.Option("env", "NAME")}"
            );
        if (
            journal.Entries.GroupBy(e => ToolFiles.Stem(e.Tag), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is
            { } twice
        )
            throw AdoptProblems.Twice.Error(
                path,
                $"the journal lists {twice.Key} {twice.Count()} times",
                "nothing was written",
                "remove the entries that are too many"
            );
    }

    /// <summary>Traces of merges and edits by hand, a sentence each.</summary>
    private static IEnumerable<string> Oddities(Journal journal, ToolSource source)
    {
        var listed = journal.Entries.Select(e => e.Tag + ".sql").ToHashSet(StringComparer.Ordinal);
        foreach (
            var file in Directory
                .EnumerateFiles(source.Directory, "*.sql")
                .Where(f => !listed.Contains(Path.GetFileName(f)))
                .Order(StringComparer.Ordinal)
        )
            yield return $"{file} is not in Drizzle's journal, so Drizzle never runs it: not taken over";
        foreach (var number in journal.Entries.Select(e => e.Tag).GroupBy(t => t.Split('_')[0]).Where(g => g.Count() > 1))
            yield return $"{number.Count()} migrations have the number {number.Key}: {string.Join(", ", number)}; all are taken "
                + $"over, in the journal's order";
        var latest = journal.Entries[0];
        foreach (var entry in journal.Entries.Skip(1))
        {
            if (entry.When > latest.When)
                latest = entry;
            else
                yield return $"{entry.Tag} has the time {Day(entry)}, and {latest.Tag} before it {Day(latest)}: where that one was run "
                    + $"first, Drizzle has skipped this one; what its rows say is compared";
        }
        // Drizzle deletes none; without the last one it would plan against an older state.
        var meta = Path.Combine(source.Directory, "meta");
        var without = journal
            .Entries.Select(e => e.Tag.Split('_')[0] + "_snapshot.json")
            .Distinct()
            .Where(s => !File.Exists(Path.Combine(meta, s)))
            .ToList();
        if (without.Count > 0 && Directory.EnumerateFiles(meta, "*_snapshot.json").Any())
            yield return $"{meta} lacks {string.Join(", ", without)}: none is needed, the migrations are replayed";
    }

    private static string Day(JournalEntry entry) =>
        DateTimeOffset.FromUnixTimeMilliseconds(entry.When).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z";

    private static async Task<ToolMigration> MigrationAsync(
        ToolSource source,
        string id,
        string path,
        JournalEntry entry,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(path))
            throw FolderProblems.MissingFile.Error(
                path,
                "Drizzle's journal lists this migration, and its file does not exist",
                "nothing was written",
                "restore it from git"
            );
        var contents = await ToolFiles.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        return new(id, entry, ToolFiles.Parse(source, path, contents), contents) { Hashes = Hashes(contents) };
    }

    /// <summary>Of the file as it is here, then as it may have been where Drizzle ran it: git writes other line ends on Windows.</summary>
    private static string[] Hashes(byte[] contents)
    {
        var text = Encoding.UTF8.GetString(contents);
        var unix = text.ReplaceLineEndings("\n");
        return
        [
            .. new[] { text, unix, unix.Replace("\n", "\r\n", StringComparison.Ordinal) }
                .Select(t => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(t))))
                .Distinct(),
        ];
    }

    private static string Short(string hash) =>
        hash.Length > 12 ? hash[..12] + "…"
        : hash.Length == 0 ? "null"
        : hash;
}
