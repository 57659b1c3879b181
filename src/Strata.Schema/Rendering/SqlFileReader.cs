using System.Text.RegularExpressions;
using Strata.Schema.Building;
using Strata.Schema.Output;

namespace Strata.Schema.Rendering;

/// <summary>Adds the user's SQL files, each as one entry.</summary>
internal static class SqlFileReader
{
    /// <exception cref="SchemaException">A pattern leaves the folder or matches nothing.</exception>
    public static void Read(SchemaModel model, string folder, StatementList statements)
    {
        var definitions = model.Of<SqlFilesDefinition>().ToList();
        if (definitions.Count == 0)
            return;
        var files = SchemaFolder.Files(folder, ".sql").ToList();
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            foreach (var file in Matching(definition, files).Where(f => IsFor(f, model.Dialect) && taken.Add(f)))
            {
                var text = File.ReadAllText(Path.Combine(folder, file));
                statements.Add(new SchemaStatement(text, file, 1, SchemaAddress.Text("sql file", file), SchemaStatement.SqlFile));
            }
        }
    }

    private static List<string> Matching(SqlFilesDefinition definition, List<string> files)
    {
        var here = Path.GetDirectoryName(definition.Source.File)?.Replace('\\', '/') ?? "";
        var pattern = here.Length == 0 || Path.IsPathRooted(here) ? definition.Pattern : $"{here}/{definition.Pattern}";
        if (definition.Pattern.Split('/').Contains("..") || Path.IsPathRooted(definition.Pattern))
        {
            throw new SchemaException(
                $"SqlFiles(\"{definition.Pattern}\") leaves the schema folder; keep the files below it",
                definition.Source
            );
        }

        var expression = Expression(pattern);
        var matching = files.FindAll(f => expression.IsMatch(f));
        return matching.Count > 0
            ? matching
            : throw new SchemaException(
                $"SqlFiles(\"{definition.Pattern}\") matches no file; correct the pattern, or remove the line until there is one",
                definition.Source
            );
    }

    private static bool IsFor(string file, Dialect dialect)
    {
        var folders = file.Split('/')[..^1];
        var other = dialect == Dialect.Sqlite ? "postgresql" : "sqlite";
        return !folders.Contains(other, StringComparer.OrdinalIgnoreCase);
    }

    private static Regex Expression(string pattern)
    {
        var text = Regex
            .Escape(pattern)
            .Replace("\\*\\*/", "(?:.*/)?", StringComparison.Ordinal)
            .Replace("\\*\\*", ".*", StringComparison.Ordinal)
            .Replace("\\*", "[^/]*", StringComparison.Ordinal)
            .Replace("\\?", "[^/]", StringComparison.Ordinal);
        return new Regex($"^(?:\\./)?{text}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
