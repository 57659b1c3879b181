using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Seeding;

/// <summary>A file of rows for an empty database: SQL, CSV with a header, or a JSON array of objects.</summary>
/// <param name="Path">The absolute path.</param>
internal sealed partial record SeedFile(string Path)
{
    private static readonly string[] s_endings = [".sql", ".csv", ".json"];

    public bool IsSql => Path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);

    /// <summary>The table: the file's name without ending and number.</summary>
    public string Table => Number().Replace(System.IO.Path.GetFileNameWithoutExtension(Path), "");

    /// <summary>Every file of some files and folders, each folder in the order of its names.</summary>
    /// <exception cref="ProblemException">One of them does not exist, or is no seed (ST5030, exit 2).</exception>
    public static ImmutableArray<SeedFile> Find(IEnumerable<string> paths)
    {
        var files = ImmutableArray.CreateBuilder<SeedFile>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(Directory.EnumerateFiles(path).Where(IsSeed).Order(StringComparer.Ordinal).Select(f => new SeedFile(f)));
            else if (File.Exists(path) && IsSeed(path))
                files.Add(new(path));
            else
                throw SeedProblems.NoFile.Error(
                    path,
                    File.Exists(path) ? "a seed is a .sql, .csv or .json file" : "no such seed file or folder",
                    "nothing was changed",
                    "correct \"seed\" in strata.json"
                );
        }
        return files.ToImmutable();
    }

    /// <summary>Requires that a file can be read, as far as that is known without a database.</summary>
    /// <exception cref="ProblemException">It cannot (exit 2 or 3).</exception>
    public void RequireReadable(SqlSyntax syntax)
    {
        if (IsSql)
            SqlScript.Parse(Read(), syntax, Path, allowEmpty: true);
        else
            foreach (var _ in Rows().Rows) { }
    }

    /// <summary>The text, which must be UTF-8.</summary>
    /// <exception cref="ProblemException">It is not (ST5031, exit 2).</exception>
    public string Read()
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(Path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw Invalid(1, "the file is not UTF-8", "save it as UTF-8", e);
        }
    }

    /// <summary>Columns and rows of a CSV or JSON file.</summary>
    /// <exception cref="ProblemException">They cannot be read (ST5031, exit 2): file and line.</exception>
    public (ImmutableArray<string> Columns, IEnumerable<SeedRow> Rows) Rows() =>
        Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? new CsvRows(this).Read(Read())
            : new JsonRows(this).Read(Encoding.UTF8.GetBytes(Read()));

    public ProblemException Invalid(int line, string what, string next, Exception? cause = null) =>
        SeedProblems.Invalid.Error($"{Path}:{line}", what, "nothing of this file is in the database", next, cause);

    private static bool IsSeed(string file) => s_endings.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\d+[_-]")]
    private static partial Regex Number();
}
