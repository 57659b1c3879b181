using Strata.Core.Sql;
using Strata.Postgres.Syntax;

namespace Strata.Core.Tests.Sql;

/// <summary>The parts of a file that take part in its hash.</summary>
public sealed class HashTests
{
    private const string Text = "create table a (\n  b text default 'x'\n);\ninsert into a values ('1');\n";

    [Theory]
    [InlineData("\uFEFFcreate table a (\n  b text default 'x'\n);\ninsert into a values ('1');\n")]
    [InlineData("-- licence\r\ncreate table a (\r\n  b text default 'x'\r\n);\r\ninsert into a values ('1');\r\n")]
    [InlineData("create table a(b text/*c*/default 'x');--> statement-breakpoint\n;insert into a values('1')")]
    [InlineData("-- strata:acknowledge SX2002 a\ncreate table a (b text default 'x'); insert into a values ('1')")]
    public void Comments_and_white_space_do_not_matter(string same) => Assert.Equal(Hash(Text), Hash(same));

    [Theory]
    [InlineData("create table a (b text default 'X'); insert into a values ('1');")]
    [InlineData("create table a (b text default ' x'); insert into a values ('1');")]
    [InlineData("CREATE table a (b text default 'x'); insert into a values ('1');")]
    [InlineData("create table a (b text default 'x') insert into a values ('1');")]
    [InlineData("insert into a values ('1'); create table a (b text default 'x');")]
    [InlineData("-- strata:transaction none\ncreate table a (b text default 'x'); insert into a values ('1')")]
    public void Everything_else_does(string other) => Assert.NotEqual(Hash(Text), Hash(other));

    [Fact]
    public void Data_of_a_copy_matters() => Assert.NotEqual(Hash("copy t from stdin;\n1\n\\.\n"), Hash("copy t from stdin;\n2\n\\.\n"));

    [Fact]
    public void Line_ends_inside_a_body_do_not_matter() => Assert.Equal(Hash("do $$\nbegin\nend $$"), Hash("do $$\r\nbegin\r\nend $$"));

    [Fact]
    public void Tokens_cannot_run_into_one_another() => Assert.NotEqual(Hash("select a b"), Hash("select ab"));

    [Fact]
    public void A_hash_is_the_same_in_every_release() => Assert.Equal("3aad135963fb784c1f76a9dc894f2528", Hash("select 1;")[..32]);

    private static string Hash(string text) => SqlScript.Parse(text, PostgresSyntax.Instance, "a.sql").ScriptHash;
}
