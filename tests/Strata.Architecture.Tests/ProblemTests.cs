using System.Reflection;
using System.Text.RegularExpressions;
using Strata.Cli.Commands;
using Strata.Core.Problems;
using Strata.Explaining;

namespace Strata.Architecture.Tests;

/// <summary>Each code of a problem or a hazard has one definition, and the reference is generated from it.</summary>
public sealed partial class ProblemTests
{
    private static readonly ProblemRegistry s_registry = ExplainCommand.Registry();

    [Fact]
    public void Codes_are_unique() => Assert.Empty(s_registry.Codes.GroupBy(c => c.Code).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Code_literals_in_the_sources_are_definitions()
    {
        // Every quoted code stands in the file of definitions that says its meaning, and in no other place.
        var literals = Repository
            .Sources("src")
            .SelectMany(f => Literal().Matches(File.ReadAllText(f)).Select(m => (Code: m.Groups[1].Value, File: Repository.Name(f))))
            .ToList();
        var several = literals.GroupBy(l => l.Code).Where(g => g.Count() > 1);
        Assert.Empty(several.Select(g => $"{g.Key}: {string.Join(", ", g.Select(l => l.File))}"));
        Assert.Equal(
            s_registry.Codes.Select(c => c.Code).Order(StringComparer.Ordinal),
            literals.Select(l => l.Code).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Definitions_are_in_the_registry_and_used()
    {
        var sources = Repository.Sources("src").Select(File.ReadAllText).ToList();
        var problems = new List<string>();
        foreach (var (field, definition) in Definitions())
        {
            if (s_registry.Problems.Count(p => ReferenceEquals(p, definition)) != 1)
                problems.Add($"{definition.Code} is not in the registry");
            var name = field.Name;
            var outside = new Regex($@"\b{field.DeclaringType!.Name}\.{name}\b");
            var inside = new Regex($@"\b{name}\b");
            var declares = new Regex($@"\bclass {field.DeclaringType.Name}\b");
            // Within its own class: the definition, the list of all, and a use.
            if (!sources.Any(s => outside.IsMatch(s) || (declares.IsMatch(s) && inside.Count(s) > 2)))
                problems.Add($"{definition.Code} ({field.DeclaringType.Name}.{name}) is never raised");
        }
        Assert.Empty(problems);
    }

    [Fact]
    public void Titles_and_texts_have_one_form()
    {
        var problems = new List<string>();
        foreach (var code in s_registry.Codes)
        {
            // A name keeps its capital: PostgreSQL, COPY, STRATA_SCHEMA_SECONDS.
            if (code.Title.Length is 0 or > 90 || code.Title.EndsWith('.') || Sentence().IsMatch(code.Title))
                problems.Add($"{code.Code}: title \"{code.Title}\"");
            foreach (var text in new[] { code.Meaning, code.Resolution })
                if (!text.EndsWith('.') || text.Length < 10)
                    problems.Add($"{code.Code}: text \"{text}\"");
        }
        Assert.Empty(problems);
    }

    [Fact]
    public void Each_file_of_a_lints_folder_is_a_rule()
    {
        string[] folders = ["src/Strata.Postgres/Lints", "src/Strata.Sqlite/Lints"];
        Assert.Equal(
            folders.SelectMany(Repository.Sources).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal),
            s_registry.Lints.Select(r => r.GetType().Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Codes_in_the_documentation_exist()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories);
        var unknown = pages
            .Append(Path.Combine(Repository.Root, "README.md"))
            .SelectMany(f => Code().Matches(File.ReadAllText(f)).Select(m => (Code: m.Value, File: Repository.Name(f))))
            .Where(c => s_registry.Find(c.Code) is null)
            .Select(c => $"{c.File}: {c.Code}");
        Assert.Empty(unknown);
    }

    [Fact]
    public void Reference_pages_are_current()
    {
        foreach (var (path, text) in ReferencePages.Of(s_registry))
        {
            var file = Path.Combine(Repository.Root, path);
            if (Environment.GetEnvironmentVariable("STRATA_GOLDEN") is { Length: > 0 })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
            var current = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
            Assert.True(current == text, $"{path} is not what the definitions say; write it: dotnet run build.cs -- docs");
        }
    }

    private static IEnumerable<(FieldInfo Field, ProblemDefinition Definition)> Definitions() =>
        Directory
            .EnumerateFiles(AppContext.BaseDirectory, "Strata*.dll")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(n => !n.EndsWith("Tests", StringComparison.Ordinal))
            .Select(Assembly.Load)
            .SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => f.FieldType == typeof(ProblemDefinition))
            .Select(f => (f, (ProblemDefinition)f.GetValue(null)!));

    [GeneratedRegex("\"(S[TX][0-9]{4}|L[0-9]{2,3})\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b(S[TX][0-9]{4}|L[0-9]{2,3})\b")]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z][a-z]+ ")]
    private static partial Regex Sentence();
}
