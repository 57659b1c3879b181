using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Tests.Sql;

/// <summary>The beginnings and ends of statements.</summary>
public sealed class SplittingTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1", "select 2")]
    [InlineData("select 1;;\n;select 2;", "select 1", "select 2")]
    [InlineData("\uFEFFselect 1;", "select 1")]
    [InlineData("select ';' ; select 2", "select ';'", "select 2")]
    [InlineData("select 'it''s;' ; select 2", "select 'it''s;'", "select 2")]
    [InlineData("""select E'a\';b' ; select 2""", """select E'a\';b'""", "select 2")]
    [InlineData("""select 'a\' ; select 2""", """select 'a\'""", "select 2")]
    [InlineData("select E'a'\n'\\';b' ; select 2", "select E'a'\n'\\';b'", "select 2")]
    [InlineData("select E'a' -- c\n'b' ; select 2", "select E'a' -- c\n'b'", "select 2")]
    [InlineData("""select U&'d\0061;' ; select U&"d\0061;t" """, """select U&'d\0061;'""", """select U&"d\0061;t" """)]
    [InlineData("""create table "a;""b" (); select 1""", """create table "a;""b" ()""", "select 1")]
    [InlineData("do $$ begin; end $$; select 1", "do $$ begin; end $$", "select 1")]
    [InlineData("do $a$ $b$ ; $$ $a$; select 1", "do $a$ $b$ ; $$ $a$", "select 1")]
    [InlineData("do $größe$ ; $größe$; select 1", "do $größe$ ; $größe$", "select 1")]
    [InlineData("select a$b$c, d$; select $1; select 2", "select a$b$c, d$", "select $1", "select 2")]
    [InlineData("select 1 -- a; b\n; select 2", "select 1", "select 2")]
    [InlineData("select 1 /* a; /* b; */ ; */ ; select 2", "select 1", "select 2")]
    [InlineData("select 1 --> statement-breakpoint\n; select '--> statement-breakpoint'", "select 1", "select '--> statement-breakpoint'")]
    [InlineData("select 3-/**/-2; select 1", "select 3-/**/-2", "select 1")]
    [InlineData("select 1+--c\n2; select 1", "select 1+--c\n2", "select 1")]
    [InlineData(
        "create rule r as on insert to t do also (insert into a values (1); insert into b values (2)); select 1",
        "create rule r as on insert to t do also (insert into a values (1); insert into b values (2))",
        "select 1"
    )]
    [InlineData(
        "create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end; select 1",
        "create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end",
        "select 1"
    )]
    [InlineData(
        "create or replace procedure p() begin atomic insert into t values (1) returning 1 as end; end; select 1",
        "create or replace procedure p() begin atomic insert into t values (1) returning 1 as end; end",
        "select 1"
    )]
    [InlineData(
        "create function f() returns int language sql return case when true then 1 end; select 1",
        "create function f() returns int language sql return case when true then 1 end",
        "select 1"
    )]
    [InlineData("create table function_log (begin_at int); select 1", "create table function_log (begin_at int)", "select 1")]
    [InlineData("select a[1:2], 1.5e+3, 1_000, 0xFFe-1 from t; select 1", "select a[1:2], 1.5e+3, 1_000, 0xFFe-1 from t", "select 1")]
    [InlineData("select x'41', b'1', n'a;', e'\\'' ; select 1", "select x'41', b'1', n'a;', e'\\''", "select 1")]
    public void Postgres(string text, params string[] statements) => Check(TestScripts.Postgres(text), text, statements);

    [Theory]
    [InlineData("select 'a\\'; select 2", "select 'a\\'", "select 2")]
    [InlineData("select [a;b], `c;``d`, \"e;f\"; select 2", "select [a;b], `c;``d`, \"e;f\"", "select 2")]
    [InlineData("select 1 /* a /* b */; select 2", "select 1", "select 2")]
    [InlineData("select 1 /* open", "select 1")]
    [InlineData(
        "create trigger t after insert on a begin update a set b = case when c then 1 else 2 end; delete from d; end; select 2",
        "create trigger t after insert on a begin update a set b = case when c then 1 else 2 end; delete from d; end",
        "select 2"
    )]
    [InlineData(
        "create temp trigger if not exists t after insert on a when case 1 when 1 then 1 end begin select 1; end",
        "create temp trigger if not exists t after insert on a when case 1 when 1 then 1 end begin select 1; end"
    )]
    [InlineData("create table trigger_log (begin int); select 2", "create table trigger_log (begin int)", "select 2")]
    [InlineData("select $$; select 2", "select $$", "select 2")]
    public void Sqlite(string text, params string[] statements) => Check(TestScripts.Sqlite(text), text, statements);

    [Fact]
    public void Data_of_a_copy_belongs_to_its_statement()
    {
        const string Text = "copy t (a, b) from stdin;\n1\tx;y\n2\t'$$\n\\.\nselect 1;\n";
        var script = TestScripts.Postgres(Text);
        Check(script, Text, "copy t (a, b) from stdin", "select 1");
        Assert.Equal("1\tx;y\n2\t'$$\n", script.Statements[0].Data.ToString());
        Assert.True(script.Statements[1].Data.IsEmpty);
    }

    [Fact]
    public void A_statement_knows_its_line_and_column()
    {
        var script = TestScripts.Postgres("-- one\n\n  select 1;\r\n/* two\n*/ select 2");
        Assert.Equal((3, 3), (script.Statements[0].Line, script.Statements[0].Column));
        Assert.Equal("0001_a.sql:5:4", script.Statements[1].Where);
    }

    [Fact]
    public void Headers_are_read_and_other_comments_are_not()
    {
        var script = TestScripts.Postgres(
            "-- strata:transaction none\n-- strata: is nice? no: this line is one of ours only with a name it knows\n".Replace(
                "-- strata: is",
                "-- Strata is",
                StringComparison.Ordinal
            ) + "-- strata:acknowledge SX2002 movies.title\nselect '-- strata:rebuild x';"
        );
        Assert.Equal([new TransactionDirective(TransactionMode.None, 1)], script.Directives);
        Assert.Equal(["transaction", "acknowledge"], script.Headers.Select(h => h.Name));
        Assert.Equal(["SX2002", "movies.title"], script.Headers[1].Arguments);
        Assert.Empty(script.Rebuilds);
    }

    [Fact]
    public void A_summary_names_the_object_and_never_shows_a_literal()
    {
        Assert.Equal(
            "create table public.\"Films\"",
            TestScripts.Postgres("create table public.\"Films\" (id int)").Statements[0].Summary()
        );
        Assert.DoesNotContain(
            "hunter2",
            TestScripts.Postgres("alter role r password 'hunter2'").Statements[0].Summary(),
            StringComparison.Ordinal
        );
    }

    private static void Check(SqlScript script, string text, params string[] statements)
    {
        Assert.Equal(statements.Select(s => s.Trim()), script.Statements.Select(s => s.Text));
        Assert.Equal(text, TestScripts.Concatenate(script));
    }
}
