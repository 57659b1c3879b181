using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.Tests.Sql;

/// <summary>The directives about transactions: their grammar, their hash, and what decides where there are none.</summary>
public sealed class DirectiveTests
{
    [Theory]
    [InlineData("select 1; select 2;", "Shared 1 2")]
    [InlineData("-- strata:transaction none\nselect 1; select 2;", "None 1|None 2")]
    [InlineData("-- licence\n\n-- strata:transaction none\n\n/* why */ select 1; select 2;", "None 1|None 2")]
    [InlineData("select 1;\n-- strata:transaction none\nselect 2;\nselect 3;", "Shared 1|None 2|None 3")]
    [InlineData(
        "-- strata:transaction own\nselect 1; select 2;\n-- strata:transaction shared\nselect 3; select 4;",
        "Own 1|Own 2|Shared 3 4"
    )]
    [InlineData("select 1;\n-- strata:transaction shared\nselect 2; select 3;", "Shared 1|Shared 2 3")]
    [InlineData("-- strata:transaction none\n-- strata:transaction shared\nselect 1; select 2;", "Shared 1 2")]
    public void A_directive_holds_up_to_the_next(string text, string groups)
    {
        Assert.Equal(groups, Groups(TestScripts.Postgres(text)));
        Assert.Equal(groups, Groups(TestScripts.Sqlite(text)));
    }

    [Theory]
    [InlineData("select 1;\nvacuum a;\nselect 2; select 3;", "Shared 1|None 2|Shared 3 4")]
    [InlineData("create index concurrently i on a (b);", "None 1")]
    [InlineData("alter type m add value 'x';\nselect 1;", "Own 1|Shared 2")]
    [InlineData("select 1;\nalter type m add value if not exists 'x' before 'y';\nselect 2;", "Own 1 2|Shared 3")]
    [InlineData("alter type m rename value 'x' to 'y';\nselect 1;", "Shared 1 2")]
    [InlineData("-- strata:transaction shared\nalter type m add value 'x';\nselect 1;", "Shared 1 2")]
    [InlineData("-- strata:transaction shared\nselect 1;\ncreate index concurrently i on a (b);", "Shared 1 2")]
    public void Statements_decide_only_without_a_directive(string text, string groups) =>
        Assert.Equal(groups, Groups(TestScripts.Postgres(text)));

    [Theory]
    [InlineData("select 1;\n-- strata:transaction own\n", "0001_a.sql:2:1")]
    [InlineData("select 1; -- strata:transaction own\nselect 2;", "0001_a.sql:1:11")]
    [InlineData("select\n-- strata:transaction shared\n1;", "0001_a.sql:2:1")]
    [InlineData("-- strata:transaction shard\nselect 1;", "0001_a.sql:1:1")]
    [InlineData("-- strata:transaction\nselect 1;", "0001_a.sql:1:1")]
    [InlineData("-- strata:transaction own none\nselect 1;", "0001_a.sql:1:1")]
    public void A_directive_that_is_about_no_statement_is_refused(string text, string where)
    {
        var problem = Assert.Throws<ProblemException>(() => TestScripts.Postgres(text));
        Assert.Equal((ProblemKind.Inconsistent, "ST3028", where), (problem.Kind, problem.Problem.Code, problem.Problem.Where));
    }

    /// <summary>Computed by Strata 0.1.0, for which the header was about the whole file, wherever it stood.</summary>
    [Theory]
    [InlineData("-- strata:transaction none\nselect 1;\nvacuum;\n", "dbcc7bd3134f381c0a6502c16fdc1378a97c518c1505c3974c0a2f292e309c2b")]
    [InlineData("select 1;\n-- strata:transaction none\nvacuum;\n", "dbcc7bd3134f381c0a6502c16fdc1378a97c518c1505c3974c0a2f292e309c2b")]
    [InlineData("select 1;\nvacuum;\n-- strata:transaction none\n", "dbcc7bd3134f381c0a6502c16fdc1378a97c518c1505c3974c0a2f292e309c2b")]
    [InlineData(
        "PRAGMA foreign_keys = OFF;\n-- strata:rebuild films\nselect 1;\nselect 2;\n",
        "f143c5826d4babac04e1e2b17c0a7b641c028f460c01f8c794db189ddfd49e2d"
    )]
    [InlineData(
        "select 1;\n-- strata:transaction none\nvacuum;\n-- strata:transaction none\nselect 2;\n",
        "aadbc1c52840615b38ddefc032a6d542597b396c605604b820b5731082123de5"
    )]
    public void Files_of_before_the_directives_hash_the_same(string text, string hash) =>
        Assert.Equal(hash, TestScripts.Sqlite(text).ScriptHash);

    [Fact]
    public void A_header_behind_all_statements_is_about_the_whole_file() =>
        Assert.Equal("None 1|None 2", Groups(TestScripts.Sqlite("select 1;\nvacuum;\n-- strata:transaction none\n")));

    [Fact]
    public void Words_and_places_of_directives_take_part_in_the_hash()
    {
        string[] texts =
        [
            "select 1;\nselect 2;\nselect 3;",
            "-- strata:transaction shared\nselect 1;\nselect 2;\nselect 3;",
            "select 1;\n-- strata:transaction shared\nselect 2;\nselect 3;",
            "select 1;\n-- strata:transaction own\nselect 2;\nselect 3;",
            "select 1;\nselect 2;\n-- strata:transaction own\nselect 3;",
            "-- strata:transaction own\nselect 1;\n-- strata:transaction none\nselect 2;\nselect 3;",
            "-- strata:transaction own\nselect 1;\nselect 2;\n-- strata:transaction none\nselect 3;",
        ];
        Assert.Equal(texts.Length, texts.Select(t => TestScripts.Postgres(t).ScriptHash).Distinct().Count());
        Assert.Equal(
            TestScripts.Postgres("-- strata:transaction own\nselect 1;").ScriptHash,
            TestScripts.Postgres("-- a comment\n\n--   strata:transaction   own\n/* another */\nselect 1").ScriptHash
        );
    }

    private static string Groups(SqlScript script) =>
        string.Join('|', script.Groups.Select(g => $"{g.Transaction} {string.Join(' ', g.Statements.Select(s => s.Number))}"));
}
