using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Cli.Adopting;

/// <summary>
/// EF Core, whose migrations are C#: taken over from the SQL that <c>dotnet ef migrations script</c> prints
/// (https://learn.microsoft.com/ef/core/managing-schemas/migrations/applying#sql-scripts), where each ends with the row that EF writes of
/// it.
/// </summary>
internal sealed partial class EfTool : ITool
{
    private const string Command = "dotnet ef migrations script --no-transactions -o FOLDER/migrations.sql";

    public string Name => "ef";

    public string OrderedBy => "";

    public (string? Schema, string Table) Table(string dialect) => (null, "__EFMigrationsHistory");

    public async Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(source.Directory, "*.sql").Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            throw ToolFiles.Nothing(
                source,
                Directory.EnumerateFiles(source.Directory, "*.cs").Any()
                    ? "EF Core's migrations are C#, and what is taken over is the SQL they come to"
                    : "there is no SQL in this folder",
                $"write it with {Command}, then: strata adopt ef FOLDER"
            );
        var migrations = new List<ToolMigration>();
        foreach (var path in files)
        {
            var text = ToolFiles.Text(await ToolFiles.ReadAsync(source, path, cancellationToken).ConfigureAwait(false)).TrimStart('\uFEFF');
            if (text.Contains("DO $EF$", StringComparison.Ordinal))
                throw new ProblemException(
                    ProblemKind.Inconsistent,
                    new(
                        "ST3063",
                        source.Shown(path),
                        "this is an idempotent script, in which every statement asks first whether it was run",
                        "nothing was written",
                        $"write it without --idempotent: {Command}"
                    )
                );
            var start = 0;
            foreach (Match row in Row().Matches(text))
            {
                migrations.Add(Migration(source, path, row.Groups["id"].Value, text[start..row.Index], migrations.Count));
                start = row.Index + row.Length;
            }
        }
        if (migrations.Count == 0)
            throw ToolFiles.Nothing(
                source,
                "the SQL in this folder writes no row of EF Core's history, so nothing says where a migration ends",
                $"write it with {Command}"
            );
        if (migrations.GroupBy(m => m.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3004",
                    twice.Last().Path,
                    $"{twice.Key} is there {twice.Count()} times",
                    "nothing was written",
                    "keep one script of each migration in the folder"
                )
            );
        return new(
            [
                .. migrations
                    .OrderBy(m => m.Id, StringComparer.Ordinal)
                    .Select(
                        (m, i) =>
                            m with
                            {
                                Entry = m.Entry with { Idx = i, Tag = ToolFiles.Numbered(i, ToolFiles.WithoutNumber(m.Entry.Tag)) },
                            }
                    ),
            ],
            []
        );
    }

    /// <summary>EF Core keeps no hash: a migration is known by its name alone, and the schema is what is compared.</summary>
    public IReadOnlyList<Verdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder) =>
        [
            .. rows.Select(row =>
            {
                var id = row["MigrationId"] ?? row["migration_id"];
                var found = folder.Migrations.FirstOrDefault(m => m.Id == id);
                return new Verdict(
                    $"row {row.Number} ({id})",
                    found,
                    found is null
                        ? "no script of the folder writes this row: the migration was removed, or the scripts are older than the database"
                        : null
                );
            }),
        ];

    private static ToolMigration Migration(ToolSource source, string path, string id, string text, int idx)
    {
        var sql = Transaction().Replace(HistoryTable().Replace(text, ""), "").Trim('\r', '\n') + "\n";
        var name = ToolFiles.Stem(ToolFiles.WithoutNumber(id));
        var bytes = Encoding.UTF8.GetBytes(sql);
        // Lines are counted from where the migration begins: its place in the script is no place in the file that is written.
        var script = Core.Sql.SqlScript.Parse(sql, source.Syntax, $"{source.Shown(path)}({id})", allowEmpty: true);
        return new(id, new JournalEntry(idx, ToolFiles.Time(id), ToolFiles.Numbered(idx, name)), script, bytes);
    }

    [GeneratedRegex(
        """^INSERT INTO (?:\S+\.)?"?__EFMigrationsHistory"? \([^)]*\)\s*VALUES \('(?<id>[^']+)', '[^']*'\);""",
        RegexOptions.Multiline
    )]
    private static partial Regex Row();

    [GeneratedRegex("""^CREATE TABLE (?:IF NOT EXISTS )?(?:\S+\.)?"?__EFMigrationsHistory"? \([^;]*\);""", RegexOptions.Multiline)]
    private static partial Regex HistoryTable();

    [GeneratedRegex(@"^(START TRANSACTION|BEGIN TRANSACTION|COMMIT);[ \t]*\r?$", RegexOptions.Multiline)]
    private static partial Regex Transaction();
}
