using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Strata.Architecture.Tests;

/// <summary>The layout of the code: folders, lengths, and the words that are not used.</summary>
public sealed partial class LayoutTests
{
    private static readonly string[] s_code = ["src", "tests", "bench"];

    [Theory]
    [InlineData("Strata.Core")]
    [InlineData("Strata.Schema")]
    [InlineData("Strata.Postgres")]
    [InlineData("Strata.Sqlite")]
    [InlineData("Strata.Project")]
    [InlineData("Strata")]
    [InlineData("Strata.Deploy")]
    [InlineData("Strata.Cli")]
    public void Folders_form_no_circle(string project)
    {
        var uses = SourceGraph.Folders(project);
        // A graph that nothing was found for would have no circle either.
        Assert.Contains(uses.Values, v => v.Count > 0);
        var circle = SourceGraph.Circle(uses);
        Assert.True(circle.Count == 0, string.Join(" -> ", circle));
    }

    [Fact]
    public void A_circle_is_found()
    {
        var uses = new Dictionary<string, IReadOnlySet<string>>
        {
            ["a"] = new HashSet<string> { "b" },
            ["b"] = new HashSet<string> { "c" },
            ["c"] = new HashSet<string> { "b" },
        };
        Assert.Equal(["b", "c", "b"], SourceGraph.Circle(uses));
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        var wrong =
            from file in Repository.Sources("src")
            let match = Namespace().Match(File.ReadAllText(file))
            where match.Success
            let folder = Path.GetRelativePath(Path.Combine(Repository.Root, "src"), Path.GetDirectoryName(file)!)
            let expected = folder.Replace(Path.DirectorySeparatorChar, '.')
            where match.Groups[1].Value != expected
            select $"{Repository.Name(file)}: {match.Groups[1].Value}";
        AssertNone(wrong);
    }

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        var longer =
            from file in s_code.SelectMany(Repository.Sources)
            from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
            where line.Text.Length > 140
            select $"{Repository.Name(file)}:{line.Number}: {line.Text.Length}";
        AssertNone(longer);
    }

    [Fact]
    public void Methods_have_at_most_40_lines()
    {
        var longer =
            from file in Repository.Sources("src")
            from method in CSharpSyntaxTree
                .ParseText(File.ReadAllText(file))
                .GetRoot()
                .DescendantNodes()
                .OfType<BaseMethodDeclarationSyntax>()
            let span = method.GetLocation().GetLineSpan()
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > 40
            select $"{Repository.Name(file)}:{span.StartLinePosition.Line + 1}: {lines}";
        AssertNone(longer);
    }

    [Fact]
    public void Files_have_at_most_300_lines()
    {
        var longer =
            from file in Repository.Sources("src").Append(Path.Combine(Repository.Root, "build.cs"))
            let lines = File.ReadLines(file).Count()
            where lines > 300
            select $"{Repository.Name(file)}: {lines}";
        AssertNone(longer);
    }

    [Fact]
    public void The_command_line_is_thin()
    {
        var root = Path.Combine(Repository.Root, "src/Strata.Cli");
        var files = Repository.Sources("src/Strata.Cli").ToList();
        Assert.All(
            files,
            f => Assert.Contains(Path.GetRelativePath(root, f).Split(Path.DirectorySeparatorChar) is [var folder, _] ? folder : "", s_rooms)
        );
        Assert.DoesNotContain(files, f => DatabaseNames().IsMatch(File.ReadAllText(f)));
        Assert.InRange(files.Sum(f => File.ReadLines(f).Count()), 1, 2799);
    }

    private static readonly string[] s_rooms = ["", "Commands", "Rendering", "Terminal"];

    [Fact]
    public void Libraries_read_no_ambient_state()
    {
        string[] libraries = ["Strata.Core", "Strata.Postgres", "Strata.Sqlite", "Strata.Project", "Strata", "Strata.Deploy"];
        var found =
            from file in libraries.SelectMany(l => Repository.Sources("src/" + l))
            where !file.EndsWith("EnvironmentVariables.cs", StringComparison.Ordinal)
            from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
            where Ambient().IsMatch(line.Text) && !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            select $"{Repository.Name(file)}:{line.Number}: {line.Text.Trim()}";
        AssertNone(found);
    }

    [Fact]
    public void Every_pinned_package_is_used()
    {
        var pinned = Attributes(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion").ToList();
        var used = s_code
            .SelectMany(d => Directory.EnumerateFiles(Path.Combine(Repository.Root, d), "*.*proj", SearchOption.AllDirectories))
            .Append(Path.Combine(Repository.Root, "tests/Directory.Build.props"))
            .SelectMany(f => Attributes(f, "PackageReference"))
            .ToHashSet();
        // A version that a package brings along is raised for a reason that stands beside it.
        var reasoned = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"));
        Assert.All(pinned.Where(p => !used.Contains(p)), p => Assert.Matches($"(?s)<!-- [^>]*{Regex.Escape(p)}[^>]*-->", reasoned));
    }

    [Fact]
    public void No_diagnostic_is_off_without_a_reason()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, ".editorconfig"));
        var bare = lines
            .Select((text, i) => (text, Before: i > 0 ? lines[i - 1] : ""))
            .Where(l => l.text.Contains("severity = none", StringComparison.Ordinal) && !l.Before.StartsWith('#'))
            .Select(l => l.text);
        AssertNone(bare);
    }

    [Fact]
    public void Banned_phrases_are_not_used()
    {
        var phrases = File.ReadAllLines(Path.Combine(Repository.Root, "tests/Strata.Architecture.Tests/banned-phrases.txt"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('\t')[0])
            .ToList();
        Assert.NotEmpty(phrases);
        var pattern = new Regex($@"\b({string.Join('|', phrases.Select(Regex.Escape))})\b", RegexOptions.IgnoreCase);
        string[] texts =
        [
            .. s_code.SelectMany(Repository.Sources),
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
            Path.Combine(Repository.Root, "README.md"),
            Path.Combine(Repository.Root, "CHANGELOG.md"),
            Path.Combine(Repository.Root, "src/Strata.Cli/Commands/help.txt"),
        ];
        var found =
            from file in texts
            from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
            where !line.Text.EndsWith("// as earlier files have it", StringComparison.Ordinal)
            from Match match in pattern.Matches(line.Text)
            select $"{Repository.Name(file)}:{line.Number}: {match.Value}";
        AssertNone(found);
    }

    // Assert.Empty cuts a long list.
    private static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private static IEnumerable<string> Attributes(string file, string element) =>
        XDocument.Load(file).Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>();

    [GeneratedRegex(@"^namespace ([\w.]+)[;\s{]", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"using (static )?Strata\.(Postgres|Sqlite)|Strata\.(Postgres|Sqlite)\.|Npgsql|SqliteConnection")]
    private static partial Regex DatabaseNames();

    [GeneratedRegex(@"Environment\.(GetEnvironmentVariable|CurrentDirectory)|GetCurrentDirectory\(|\bConsole\.")]
    private static partial Regex Ambient();
}
