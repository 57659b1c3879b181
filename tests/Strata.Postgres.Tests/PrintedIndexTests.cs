using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Tests;

/// <summary>Definitions of indexes are read in parts: words inside of a literal or a name are none.</summary>
public sealed class PrintedIndexTests
{
    [Theory]
    [InlineData(
        "ON public.t USING btree (id) WHERE (note <> 'x WHERE y'::text)",
        "ON public.t USING btree (id) TABLESPACE s WHERE (note <> 'x WHERE y'::text)"
    )]
    [InlineData(
        "ON public.t USING gin (\"a WHERE b\") WITH (fastupdate=off) WHERE (note <> ') WITH (c=1)'::text)",
        "ON public.t USING gin (\"a WHERE b\") WITH (fastupdate=off) TABLESPACE s WHERE (note <> ') WITH (c=1)'::text)"
    )]
    [InlineData(
        "ON public.t USING btree (lower((a || ' WHERE '::text)))",
        "ON public.t USING btree (lower((a || ' WHERE '::text))) TABLESPACE s"
    )]
    [InlineData("UNIQUE (a) DEFERRABLE INITIALLY DEFERRED", "UNIQUE (a) TABLESPACE s DEFERRABLE INITIALLY DEFERRED")]
    [InlineData("UNIQUE NULLS NOT DISTINCT (a)", "UNIQUE NULLS NOT DISTINCT (a) TABLESPACE s")]
    [InlineData("EXCLUDE USING gist (r WITH &&) WHERE ((a > 0))", "EXCLUDE USING gist (r WITH &&) TABLESPACE s WHERE ((a > 0))")]
    public void Clause_stands_before_the_condition(string definition, string expected) =>
        Assert.Equal(expected, PrintedIndex.Read(definition).With("TABLESPACE s"));

    [Theory]
    [InlineData("a integer", "a")]
    [InlineData("\"a\"\" b\" 3", "\"a\"\" b\"")]
    [InlineData("\"x CHECK (y\" CHECK ((VALUE > 0))", "\"x CHECK (y\"")]
    public void Name_at_the_beginning_is_read_to_its_end(string text, string name) => Assert.Equal(name, LeadingName.Of(text));
}
