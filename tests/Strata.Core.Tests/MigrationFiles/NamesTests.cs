using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Core.Tests.MigrationFiles;

/// <summary>The names of migrations.</summary>
public sealed class NamesTests
{
    [Fact]
    public void The_same_contents_have_the_same_name_and_a_taken_one_is_passed_over()
    {
        var first = MigrationNames.Next(7, "seed", []);
        Assert.Equal(first, MigrationNames.Next(7, "seed", []));
        Assert.Matches("^0007_[a-z]+_[a-z]+$", first);
        var second = MigrationNames.Next(8, "seed", [first]);
        Assert.NotEqual(first[5..], second[5..]);
    }

    [Fact]
    public void A_thousand_names_repeat_no_words()
    {
        var names = new List<string>();
        for (var i = 0; i < 1000; i++)
            names.Add(MigrationNames.Next(i, $"seed{i}", names));
        Assert.Equal(1000, names.Select(n => n[5..]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void There_are_words_enough_and_each_once()
    {
        Assert.True(Words.Adjectives.Length >= 200 && Words.Nouns.Length >= 200);
        Assert.Equal(Words.Adjectives.Order(StringComparer.Ordinal).Distinct(), Words.Adjectives);
        Assert.Equal(Words.Nouns.Order(StringComparer.Ordinal).Distinct(), Words.Nouns);
    }

    [Theory]
    [InlineData("add runtime", "0003_add_runtime")]
    [InlineData("v2-fix", "0003_v2-fix")]
    public void A_given_name(string name, string expected) => Assert.Equal(expected, MigrationNames.Next(3, name));

    [Theory]
    [InlineData("")]
    [InlineData("../../x")]
    [InlineData("a/b")]
    [InlineData("CON")]
    [InlineData("a.sql")]
    [InlineData("naïve")]
    [InlineData("a\u001b[31m")]
    [InlineData("-rf")]
    public void A_name_that_cannot_be_a_files(string name)
    {
        var problem = Assert.Throws<ProblemException>(() => MigrationNames.Next(3, name));
        Assert.Equal((ProblemKind.Usage, "ST2010"), (problem.Kind, problem.Problem.Code));
        Assert.DoesNotContain('\u001b', problem.Problem.What);
    }

    [Fact]
    public void A_name_that_is_too_long() => Assert.Throws<ProblemException>(() => MigrationNames.Next(3, new string('a', 300)));
}
