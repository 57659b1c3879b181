using System.Text.RegularExpressions;

namespace Strata.Architecture.Tests;

/// <summary>The form of docstrings and of documents.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Docstrings_begin_with_a_noun_or_a_verb()
    {
        var found =
            from file in Repository.Sources("src").Concat(Templates())
            let text = File.ReadAllText(file)
            from Match match in QuestionWord().Matches(text)
            let line = text.AsSpan(0, match.Index).Count('\n') + 1
            select $"{Repository.Name(file)}:{line}: <{match.Groups["part"].Value}>{match.Groups["word"].Value}";
        AssertNone(found);
    }

    [Theory]
    [InlineData("/// <summary>How messages call it.</summary>", true)]
    [InlineData("/// <summary>\n    /// Whether it is there.\n    /// </summary>", true)]
    [InlineData("/// <param name=\"rows\">What is copied.</param>", true)]
    [InlineData("/// <returns>There is a database.</returns>", true)]
    [InlineData("/// <summary>The name in messages.</summary>", false)]
    [InlineData("/// <summary>Items, however many.</summary>", false)]
    public void A_question_word_is_found(string text, bool found) => Assert.Equal(found, QuestionWord().IsMatch(text));

    [Fact]
    public void Documents_have_at_most_140_columns()
    {
        var longer =
            from file in Documents()
            from line in Prose(File.ReadLines(file))
            where line.Text.Length > 140
            select $"{Repository.Name(file)}:{line.Number}: {line.Text.Length}";
        AssertNone(longer);
    }

    [Fact]
    public void Tables_code_and_links_are_no_prose()
    {
        string[] lines =
        [
            "one",
            "",
            "    code",
            "",
            "    code",
            "two",
            "    two",
            "```",
            "code",
            "```",
            "| a | b |",
            "[a]: https://b",
            "- c",
            "    c",
        ];
        Assert.Equal(["one", "", "", "two", "    two", "- c", "    c"], Prose(lines).Select(l => l.Text));
    }

    // Tables, code (in fences, or indented after an empty line) and lines of link targets cannot be broken.
    private static IEnumerable<(string Text, int Number)> Prose(IEnumerable<string> lines)
    {
        var (number, isFenced, isCode, isAfterEmpty) = (0, false, false, true);
        foreach (var line in lines)
        {
            number++;
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            isFenced ^= isFence;
            isCode = line.StartsWith("    ", StringComparison.Ordinal) && (isCode || isAfterEmpty);
            isAfterEmpty = line.Length == 0;
            if (!isFence && !isFenced && !isCode && !Unbreakable().IsMatch(line))
                yield return (line, number);
        }
    }

    private static IEnumerable<string> Documents() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

    // Assert.Empty cuts a long list.
    private static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    // The files that `new-kind` and `new-lint` fill in.
    private static IEnumerable<string> Templates() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs.txt", SearchOption.AllDirectories);

    [GeneratedRegex(
        @"///\s*<(?<part>summary|param|typeparam|returns|value|remarks)\b[^>]*>\s*(///\s*)?"
            + @"(?<word>What|How|Who|Whose|Whom|Whether|Which|Where|When|Why|That|It|There|They)\b"
    )]
    private static partial Regex QuestionWord();

    [GeneratedRegex(@"^\s*(\||\[[^\]]+\]: )")]
    private static partial Regex Unbreakable();
}
