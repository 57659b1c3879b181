using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Adopting;

/// <summary>
/// Flyway: files with a version in their name, and a table with a checksum of each
/// (https://documentation.red-gate.com/flyway/flyway-concepts/migrations).
/// </summary>
internal sealed partial class FlywayTool : IMigrationTool
{
    public string Name => "flyway";

    public string OrderedBy => "installed_rank";

    public (string? Schema, string Table) Table(string dialect) => (null, ToolTables.Flyway);

    public async Task<ToolFolder> ReadAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var files = Directory
            .EnumerateFiles(source.Directory, "*.sql", SearchOption.AllDirectories)
            .Select(f => (Path: f, Match: FileName().Match(Path.GetFileName(f))))
            .ToList();
        var versioned = files
            .Where(f => f.Match.Success)
            .Select(f => (f.Path, Version: FlywayVersion.Parse(f.Match.Groups["version"].Value), Name: f.Match.Groups["name"].Value))
            .OrderBy(f => f.Version)
            .ToList();
        RequireDistinct(source, versioned);
        var notes = files.Where(f => !f.Match.Success).Select(f => f.Path).Order(StringComparer.Ordinal).Select(NotTakenOver).ToList();
        var migrations = new List<ToolMigration>();
        foreach (var (path, version, name) in versioned)
        {
            var contents = await ToolFiles.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            if (ToolFiles.Text(contents).Contains("${", StringComparison.Ordinal))
                notes.Add($"{path} may use placeholders of Flyway, which nothing fills in here");
            var entry = new JournalEntry(migrations.Count, 0, ToolFiles.Numbered(migrations.Count, ToolFiles.Stem(name)));
            migrations.Add(
                new(version.ToString(), entry, ToolFiles.Parse(source, path, contents), contents)
                {
                    Hashes = [Checksum(ToolFiles.Text(contents)).ToString(CultureInfo.InvariantCulture)],
                }
            );
        }
        return new(migrations, notes);
    }

    private static void RequireDistinct(ToolSource source, IReadOnlyList<(string Path, FlywayVersion Version, string Name)> versioned)
    {
        if (versioned.Count == 0)
            throw ToolFiles.Nothing(
                source,
                "no Flyway migration in this folder: no V1__name.sql",
                "name the folder that \"locations\" in flyway.conf names"
            );
        if (versioned.GroupBy(f => f.Version).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw AdoptProblems.Twice.Error(
                twice.Last().Path,
                $"two files have the version {twice.Key}",
                "nothing was written",
                "give one of them another version"
            );
    }

    private static string NotTakenOver(string path)
    {
        var isRepeatable = Path.GetFileName(path).StartsWith("R__", StringComparison.Ordinal);
        return $"{path} is no versioned migration: not taken over"
            + (isRepeatable ? "; add its objects to the schema: SqlFiles(\"sql/*.sql\")" : "");
    }

    public IReadOnlyList<RowVerdict> Judge(IReadOnlyList<ToolRow> rows, ToolFolder folder)
    {
        if (rows.FirstOrDefault(r => r["success"] is "False" or "0" or "false") is { } failed)
        {
            throw AdoptProblems.Failed.Error(
                Shown(failed),
                "by Flyway's own record this migration failed: its effect is unknown",
                "nothing was written",
                $"correct the database, then: {Call.Program("flyway", "repair")}"
            );
        }
        // Flyway never removes a row: a later one says that a version was undone or deleted.
        var last = rows.Where(r => r["version"] is not null)
            .GroupBy(r => FlywayVersion.Parse(r["version"]!))
            .ToDictionary(g => g.Key, g => g.Last());
        return [.. rows.SelectMany(row => Judge(row, last, folder))];
    }

    private static IEnumerable<RowVerdict> Judge(ToolRow row, Dictionary<FlywayVersion, ToolRow> last, ToolFolder folder)
    {
        // Repeatable migrations, and the rows on Flyway's own schema, have no version.
        if (row["version"] is not { } text)
            return [];
        var version = FlywayVersion.Parse(text);
        if (row["type"] is "BASELINE" or "SQL_BASELINE")
        {
            return folder
                .Migrations.Where(m => FlywayVersion.Parse(m.Id).CompareTo(version) <= 0)
                .Select(m => new RowVerdict(Shown(row), m, null)
                {
                    Note = $"{m.Path} counts as run because of Flyway's baseline {version}",
                });
        }
        if (last[version] != row || row["type"] is "DELETE" || row["type"]?.StartsWith("UNDO", StringComparison.Ordinal) == true)
            return [];
        var found = folder.Migrations.FirstOrDefault(m => FlywayVersion.Parse(m.Id).CompareTo(version) == 0);
        var doubt =
            found is null ? "no file of the folder has this version: it was deleted, or is no SQL"
            : row["checksum"] is { } sum && sum != found.Hashes[0]
                ? $"the checksum of {found.Path} is {found.Hashes[0]}: the file was edited after it was run"
            : null;
        return [new RowVerdict(Shown(row), found, doubt)];
    }

    private static string Shown(ToolRow row) =>
        $"row {row.Number} (version {row["version"]}, {row["script"]}, checksum {row["checksum"] ?? "null"})";

    /// <summary>Flyway's checksum: CRC-32 over the lines without their ends, and without a byte order mark, as a signed number.</summary>
    internal static int Checksum(string text)
    {
        var crc = uint.MaxValue;
        using var lines = new StringReader(text.TrimStart('\uFEFF'));
        while (lines.ReadLine() is { } line)
        {
            foreach (var b in Encoding.UTF8.GetBytes(line))
            {
                crc ^= b;
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            }
        }
        return unchecked((int)~crc);
    }

    [GeneratedRegex(@"^V(?<version>[0-9]+([._][0-9]+)*)__(?<name>.+)\.sql$")]
    private static partial Regex FileName();
}

/// <summary>A version: numbers between dots or underscores; zeros at the end do not count.</summary>
internal sealed class FlywayVersion : IComparable<FlywayVersion>, IEquatable<FlywayVersion>
{
    private readonly decimal[] _parts;

    private FlywayVersion(decimal[] parts) => _parts = parts;

    public static FlywayVersion Parse(string text)
    {
        var parts = text.Split('.', '_').Select(p => decimal.TryParse(p, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
        while (parts.Count > 1 && parts[^1] == 0)
            parts.RemoveAt(parts.Count - 1);
        return new([.. parts]);
    }

    public int CompareTo(FlywayVersion? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Max(_parts.Length, other._parts.Length); i++)
        {
            var order = (i < _parts.Length ? _parts[i] : 0).CompareTo(i < other._parts.Length ? other._parts[i] : 0);
            if (order != 0)
                return order;
        }
        return 0;
    }

    public bool Equals(FlywayVersion? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as FlywayVersion);

    public override int GetHashCode() => _parts[0].GetHashCode();

    public override string ToString() => string.Join('.', _parts);
}
