using Strata.Core.Problems;

namespace Strata.Core.Tests.Sql;

/// <summary>Texts that no migration may hold, and the places that the messages name.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("", "ST3020", 1, 1)]
    [InlineData("-- nothing\n/* here */ ;\n", "ST3020", 1, 1)]
    [InlineData("select 1;\nselect \0;", "ST3022", 2, 8)]
    [InlineData("select 1;\nselect 'a;\n", "ST3023", 2, 8)]
    [InlineData("select $a$ $b$", "ST3023", 1, 8)]
    [InlineData("select 1; /* /* */", "ST3023", 1, 11)]
    [InlineData("select \"a", "ST3023", 1, 8)]
    [InlineData("select (1;\nselect 2;", "ST3023", 1, 8)]
    [InlineData("create function f() returns int begin atomic select 1;", "ST3023", 1, 33)]
    [InlineData("select\u00A01", "ST3024", 1, 7)]
    [InlineData("select \"a\u200Bb\"", "ST3024", 1, 10)]
    [InlineData("select 1 -- \u202E", "ST3024", 1, 13)]
    [InlineData("select 1\rselect 2", "ST3024", 1, 9)]
    [InlineData("select \uFEFF1", "ST3024", 1, 8)]
    [InlineData("select 1;\n\\i other.sql", "ST3025", 2, 1)]
    [InlineData("\\connect postgres", "ST3025", 1, 1)]
    [InlineData("select 1 \\gexec", "ST3025", 1, 10)]
    [InlineData("select 1;\nbegin;", "ST3026", 2, 1)]
    [InlineData("start transaction read write", "ST3026", 1, 1)]
    [InlineData("commit", "ST3026", 1, 1)]
    [InlineData("END", "ST3026", 1, 1)]
    [InlineData("rollback to a", "ST3026", 1, 1)]
    [InlineData("savepoint a", "ST3026", 1, 1)]
    [InlineData("prepare transaction 'x'", "ST3026", 1, 1)]
    [InlineData("set role owner", "ST3026", 1, 1)]
    [InlineData("set session authorization x", "ST3026", 1, 1)]
    [InlineData("set search_path to a", "ST3026", 1, 1)]
    [InlineData("set \"search_path\" to a", "ST3026", 1, 1)]
    [InlineData("set session search_path to a", "ST3026", 1, 1)]
    [InlineData("reset all", "ST3026", 1, 1)]
    [InlineData("discard plans", "ST3026", 1, 1)]
    [InlineData("copy t from stdin;\n1\n2\n", "ST3027", 1, 1)]
    [InlineData("copy t from stdin; select 1;\n\\.\n", "ST3027", 1, 19)]
    [InlineData("-- strata:transaktion none\nselect 1", "ST3028", 1, 1)]
    public void Postgres(string text, string code, int line, int column) => Check(() => TestScripts.Postgres(text), code, line, column);

    // An attribute's strings are stored as UTF-8, which has no half of a pair.
    [Fact]
    public void Half_of_a_surrogate_pair() => Check(() => TestScripts.Postgres("select '\uD800'"), "ST3021", 1, 9);

    [Theory]
    [InlineData("begin immediate", "ST3026", 1, 1)]
    [InlineData("attach 'x' as y", "ST3026", 1, 1)]
    [InlineData(".read other.sql", "ST3025", 1, 1)]
    [InlineData("select [a", "ST3023", 1, 8)]
    [InlineData("create trigger t after insert on a begin select 1;", "ST3023", 1, 36)]
    public void Sqlite(string text, string code, int line, int column) => Check(() => TestScripts.Sqlite(text), code, line, column);

    [Theory]
    [InlineData("select '\u00A0\u202E'")]
    [InlineData("select 1 -- caf\u00E9\u00A0: une note")]
    [InlineData("set local search_path to a")]
    [InlineData("prepare x as select 1")]
    [InlineData("alter table t set schema s")]
    [InlineData("-- strata:rebuild t\nselect 1")]
    public void Allowed(string text) => Assert.Single(TestScripts.Postgres(text).Statements);

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x41, 0 })]
    [InlineData(new byte[] { 0x41, 0x0A, 0xE4, 0x41 })]
    public void Other_encodings_are_refused(byte[] bytes)
    {
        var problem = Assert.Throws<ProblemException>(() => Strata.Core.Sql.SourceText.Decode(bytes, "0001_a.sql"));
        Assert.Equal("ST3021", problem.Problem.Code);
    }

    private static void Check(Func<object> parse, string code, int line, int column)
    {
        var problem = Assert.Throws<ProblemException>(() =>
        {
            _ = parse();
        });
        Assert.Equal(ProblemKind.Inconsistent, problem.Kind);
        Assert.Equal((code, $"0001_a.sql:{line}:{column}"), (problem.Problem.Code, problem.Problem.Where));
        Assert.False(problem.Problem.Next.IsEmpty);
    }
}
