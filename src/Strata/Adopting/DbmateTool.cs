using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Sql;
using Strata.Project.Workspaces;

namespace Strata.Adopting;

/// <summary>
/// dbmate: files with an up and a down part (https://github.com/amacneil/dbmate#creating-migrations), and a table of the numbers that their
/// names begin with.
/// </summary>
internal sealed partial class DbmateTool : IMigrationTool
{
    public string Name => "dbmate";

    public string OrderedBy => "version";

    public (string? Schema, string Table) Table(string dialect) => (null, ToolTables.Dbmate);

    public async Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(source.Directory, "*.sql").Order(StringComparer.Ordinal).ToList();
        var migrations = new List<ToolMigration>();
        foreach (var path in files.Where(f => Version(f).Length > 0))
        {
            var contents = await ToolFiles.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            var (up, down) = Parts(path, ToolFiles.Text(contents));
            var name = ToolFiles.Stem(Path.GetFileNameWithoutExtension(path)[Version(path).Length..].TrimStart('_'));
            var bytes = Encoding.UTF8.GetBytes(up);
            var script = down is null ? null : SqlScript.Parse(down, source.Syntax, path, allowEmpty: true);
            migrations.Add(
                new(
                    Version(path),
                    new JournalEntry(migrations.Count, ToolFiles.Time(Version(path)), ToolFiles.Numbered(migrations.Count, name)),
                    ToolFiles.Parse(source, path, bytes),
                    bytes
                )
                {
                    Down = script is { Statements.IsEmpty: false } ? script : null,
                }
            );
        }
        if (migrations.Count == 0)
            throw ToolFiles.Nothing(
                source,
                "no dbmate migration in this folder: no NUMBER_name.sql",
                "name the folder of its migrations, usually db/migrations"
            );
        return new(migrations, [.. files.Where(f => Version(f).Length == 0).Select(f => $"{f} has no number: not taken over")]);
    }

    /// <summary>dbmate records no hash: a file is known by its number alone, and only the schema can be compared.</summary>
    public IReadOnlyList<RowVerdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder) =>
        [
            .. rows.Select(row =>
            {
                var found = folder.Migrations.FirstOrDefault(m => m.Id == row["version"]);
                return new RowVerdict(
                    $"row {row.Number} (version {row["version"]})",
                    found,
                    found is null ? "no file of the folder has this number: it was deleted or renamed" : null
                );
            }),
        ];

    private static (string Up, string? Down) Parts(string path, string text)
    {
        var up = UpMarker().Match(text);
        if (!up.Success)
            throw AdoptProblems.NoUpPart.Error(
                path,
                "the file has no line '-- migrate:up'",
                "nothing was written",
                "add it, as dbmate requires it, or move the file away"
            );
        var down = DownMarker().Match(text, up.Index + up.Length);
        var part = down.Success ? text[up.Index..down.Index] : text[up.Index..];
        var outside = up.Groups["options"].Value.Contains("transaction:false", StringComparison.Ordinal);
        return ((outside ? "-- strata:transaction none\n" : "") + part, down.Success ? text[down.Index..] : null);
    }

    private static string Version(string path) => Digits().Match(Path.GetFileName(path)).Value;

    [GeneratedRegex(@"^--[ \t]*migrate:up(?<options>[^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex UpMarker();

    [GeneratedRegex(@"^--[ \t]*migrate:down\b", RegexOptions.Multiline)]
    private static partial Regex DownMarker();

    [GeneratedRegex("^[0-9]+")]
    private static partial Regex Digits();
}
