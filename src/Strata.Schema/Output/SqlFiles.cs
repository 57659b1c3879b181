using System.Text.RegularExpressions;
using Strata.Schema.Binding;

namespace Strata.Schema.Output;

/// <summary>The SQL files that the database classes name, each as one entry of the script.</summary>
internal static class SqlFiles
{
    /// <exception cref="SchemaException">A pattern leaves the schema folder or matches no file.</exception>
    public static IReadOnlyList<SchemaStatement> Of(SchemaModel model, string folder)
    {
        var definitions = model.Of<SqlFilesDefinition>().ToList();
        if (definitions.Count == 0)
            return [];
        var files = SchemaFolder.Files(folder, ".sql");
        return
        [
            .. definitions
                .SelectMany(d => Matching(d, files))
                .Where(f => IsFor(model.Dialect, f))
                .Distinct(StringComparer.Ordinal)
                .Select(f => Entry(folder, f)),
        ];
    }

    private static SchemaStatement Entry(string folder, string file) =>
        new(File.ReadAllText(Path.Combine(folder, file)), file, 1, ObjectAddress.Of("sql file", file), SchemaStatement.SqlFile);

    private static List<string> Matching(SqlFilesDefinition definition, IReadOnlyList<string> files)
    {
        var given = definition.Pattern;
        if (given.Split('/').Contains("..") || Path.IsPathRooted(given))
            throw new SchemaException($"SqlFiles(\"{given}\") leaves the schema folder; move the files below it", definition.Source);
        var directory = Path.GetDirectoryName(definition.Source.File)?.Replace('\\', '/') ?? "";
        var pattern = Expression(directory.Length == 0 || Path.IsPathRooted(directory) ? given : $"{directory}/{given}");
        var matching = files.Where(f => pattern.IsMatch(f)).ToList();
        return matching.Count > 0
            ? matching
            : throw new SchemaException(
                $"SqlFiles(\"{given}\") matches no file; correct the pattern or remove the line",
                definition.Source
            );
    }

    private static bool IsFor(Dialect dialect, string file)
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
