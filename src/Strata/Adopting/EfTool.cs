using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Project.Workspaces;

namespace Strata.Adopting;

/// <summary>
/// EF Core, whose migrations are C#: taken over from the SQL that <c>dotnet ef migrations script</c> prints
/// (https://learn.microsoft.com/ef/core/managing-schemas/migrations/applying#sql-scripts), where each ends with the row that EF writes of
/// it.
/// </summary>
internal sealed partial class EfTool : IMigrationTool
{
    private static Remedy Script =>
        $"{Call.Program("dotnet", "ef", "migrations", "script", "--no-transactions", "-o", "FOLDER/migrations.sql")}";

    public string Name => "ef";

    public string OrderedBy => "";

    public (string? Schema, string Table) Table(string dialect) => (null, ToolTables.EfCore);

    public async Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(source.Directory, "*.sql").Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            throw NoSql(source);
        var migrations = new List<ToolMigration>();
        foreach (var path in files)
        {
            var text = ToolFiles.Text(await ToolFiles.ReadAsync(path, cancellationToken).ConfigureAwait(false)).TrimStart('\uFEFF');
            if (text.Contains("DO $EF$", StringComparison.Ordinal))
                throw AdoptProblems.Idempotent.Error(
                    path,
                    "this is an idempotent script, which does not tell where a migration ends",
                    "nothing was written",
                    $"write it anew: {Script}"
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
                "the SQL in this folder writes no row of EF Core's history, so that no migration has an end",
                $"write it anew: {Script}"
            );
        if (migrations.GroupBy(m => m.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw AdoptProblems.Twice.Error(
                twice.Last().Path,
                $"{twice.Key} exists {twice.Count()} times",
                "nothing was written",
                "keep one script of each migration in the folder"
            );
        return new([.. migrations.OrderBy(m => m.Id, StringComparer.Ordinal).Select(Numbered)], []);
    }

    private static ProblemException NoSql(ToolSource source) =>
        ToolFiles.Nothing(
            source,
            Directory.EnumerateFiles(source.Directory, "*.cs").Any()
                ? "EF Core's migrations are C#, and only the SQL of them can be taken over"
                : "no SQL in this folder",
            $"write it: {Script}; then: {Call.Strata("adopt").Argument("ef").Argument("FOLDER")}"
        );

    private static ToolMigration Numbered(ToolMigration migration, int idx) =>
        migration with
        {
            Entry = migration.Entry with { Idx = idx, Tag = ToolFiles.Numbered(idx, ToolFiles.WithoutNumber(migration.Entry.Tag)) },
        };

    /// <summary>EF Core records no hash: a migration is known by its name alone, and only the schema can be compared.</summary>
    public IReadOnlyList<RowVerdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder) =>
        [
            .. rows.Select(row =>
            {
                var id = row["MigrationId"] ?? row["migration_id"];
                var found = folder.Migrations.FirstOrDefault(m => m.Id == id);
                return new RowVerdict(
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
        var script = SqlScript.Parse(sql, source.Syntax, $"{path}({id})", allowEmpty: true);
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
