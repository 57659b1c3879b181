using Strata.Schema.Output;

namespace Strata.Schema.Tests;

public sealed class PostgresTests
{
    [Fact]
    public void Circular_foreign_keys_stand_after_both_tables()
    {
        var script = Read.Postgres(typeof(Hens), typeof(Eggs));
        var order = script.Statements.Select(s => s.Object).ToList();
        Assert.True(order.IndexOf("table constraint public.hens.hens_egg_id_fkey") > order.IndexOf("table public.eggs"));
        Assert.Equal(
            "ALTER TABLE \"public\".\"hens\" ADD CONSTRAINT \"hens_egg_id_fkey\" FOREIGN KEY (\"egg_id\") REFERENCES "
                + "\"public\".\"eggs\" (\"id\") ON DELETE CASCADE DEFERRABLE",
            script.Sql("table constraint public.hens.hens_egg_id_fkey")
        );
    }

    [Fact]
    public void Columns_of_base_class_stand_first_and_every_field_counts()
    {
        var sql = Read.Postgres(typeof(Hidden)).Sql("table public.hidden");
        string[] names = ["from_base", "with_field", "with_property", "not_readonly"];
        var places = names.Select(n => sql.IndexOf($"\"{n}\" ", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Interpolated_values_are_quoted()
    {
        var script = Read.Postgres(typeof(Odd), typeof(OddDatabase));
        Assert.Equal(
            "CREATE TABLE \"public\".\"od\"\"d\" (\n    \"sel\"\"ect\" text NOT NULL,\n    \"shade\" \"public\".\"shade\" NOT NULL,\n"
                + "    CONSTRAINT \"od\"\"d_check\" CHECK (\"sel\"\"ect\" <> 'it''s' and \"shade\" = 'dark-ish' and 1.5 < 2 and true)\n)",
            script.Statements[1].Sql
        );
        Assert.Equal(
            "CREATE VIEW \"public\".\"v\" AS\nselect \"sel\"\"ect\" from \"public\".\"od\"\"d\" where \"x\" = now()",
            script.Sql("view public.v")
        );
    }

    [Fact]
    public void Function_body_with_dollar_quotes_gets_another_tag()
    {
        var sql = Read.Postgres(typeof(Quoting)).Sql("function public.f()");
        Assert.Contains("AS $body1$\nselect $$x$$\n$body1$", sql);
    }

    [Fact]
    public void Policy_enables_row_level_security()
    {
        var script = Read.Postgres(typeof(Guarded));
        Assert.Contains(script.Statements, s => s.Sql == "ALTER TABLE \"public\".\"guarded\" ENABLE ROW LEVEL SECURITY");
        Assert.Equal(
            "CREATE POLICY \"own\" ON \"public\".\"guarded\" FOR UPDATE TO PUBLIC, \"clerk\" USING (\"id\" = 1)",
            script.Sql("policy public.guarded.own")
        );
    }

    [Fact]
    public void Renames_list_outer_objects_first()
    {
        var script = Read.Postgres(typeof(Renamed));
        Assert.Equal(["table", "table column", "index"], script.Renames.Select(r => r.Type));
        Assert.Equal(["old", "films"], script.Renames[0].From);
        Assert.Equal(["public", "renamed"], script.Renames[0].To);
        Assert.Equal(["public", "renamed", "title"], script.Renames[1].From);
        Assert.Equal(["public", "renamed", "original_title"], script.Renames[1].To);
        Assert.Equal(["public", "films_title_idx"], script.Renames[2].From);
    }

    [Fact]
    public void Schema_named_by_a_table_is_created()
    {
        var script = Read.Postgres(typeof(Elsewhere));
        Assert.Equal(["public", "other"], script.Schemas);
        Assert.Equal("CREATE SCHEMA IF NOT EXISTS \"other\"", script.Sql("schema other"));
    }

    [Fact]
    public void Statement_has_the_line_of_the_user()
    {
        var statement = Assert.Single(Read.Postgres(typeof(Guarded)).Statements, s => s.Object == "policy public.guarded.own");
        Assert.EndsWith("PostgresTests.cs", statement.File);
        Assert.Contains("Policy(\"own\")", File.ReadAllLines(statement.File)[statement.Line - 1]);
    }

    [Fact]
    public void Script_as_JSON_round_trips()
    {
        var script = Read.Postgres(typeof(Renamed), typeof(Odd));
        var back = SchemaScript.FromJson(System.Text.Encoding.UTF8.GetBytes(script.ToJson()));
        Assert.Equal(script.Statements, back.Statements);
        Assert.Equal(script.ToJson(), back.ToJson());
        Assert.DoesNotContain('\n', script.ToJson());
        Assert.StartsWith("{\"version\":1,\"statements\":[{\"sql\":\"", script.ToJson());
    }

    [Fact]
    public void Script_read_twice_is_the_same()
    {
        Type[] types = [typeof(Hens), typeof(Eggs), typeof(Odd), typeof(Guarded)];
        Assert.Equal(Read.Postgres(types).ToJson(), Read.Postgres(types).ToJson());
    }

    [Fact]
    public void Part_of_the_other_dialect_is_left_out()
    {
        var script = Read.Postgres(typeof(Both), typeof(SqliteOnly));
        Assert.Contains("\"search\" tsvector", script.Sql("table public.both"));
        Assert.DoesNotContain("rowid_note", script.Sql("table public.both"));
        Assert.DoesNotContain(script.Statements, s => s.Object.Contains("sqlite_only", StringComparison.Ordinal));
    }

    private sealed class Hens : Table
    {
        public readonly Column Id = Integer().PrimaryKey();
        public readonly Column EggId = Integer().References<Eggs>(e => e.Id, onDelete: Cascade, configure: f => f.Deferrable());
    }

    private sealed class Eggs : Table
    {
        public readonly Column Id = Integer().PrimaryKey();
        public readonly Column HenId = Integer().Nullable().References<Hens>(h => h.Id);
    }

    private abstract class Base : Table
    {
        public readonly Column FromBase = Text();
    }

    private sealed class Hidden : Base
    {
        private readonly Column _withField = Text();
        private Column WithProperty { get; } = Text();
        internal Column NotReadonly = Text();

        public Hidden() => Check($"{_withField} <> {WithProperty}");
    }

    private enum Shade
    {
        [Label("dark-ish")]
        Dark,
    }

    [Named("od\"d")]
    private sealed class Odd : Table
    {
        public readonly Column Select = Text().Named("sel\"ect");
        public readonly Column Shade = Enum<Shade>();

        public Odd() => Check($"{Select} <> {Sql.Literal("it's")} and {Shade} = {PostgresTests.Shade.Dark} and {1.5m} < {2} and {true}");
    }

    private sealed class OddDatabase : Database
    {
        public OddDatabase() => View("v", $"select {Table<Odd>().Select} from {Table<Odd>()} where {Sql.Name("x")} = {Sql.Raw("now()")};");
    }

    private sealed class Quoting : Database
    {
        public Quoting() => Function("f").Returns("text").Body($"select $$x$$");
    }

    private sealed class Guarded : Table
    {
        public readonly Column Id = Integer();

        public Guarded()
        {
            Policy("own").For(PolicyCommand.Update).To("public", "clerk").Using($"{Id} = 1");
        }
    }

    [RenamedFrom("films", Schema = "old")]
    private sealed class Renamed : Table
    {
        public readonly Column OriginalTitle = Text().RenamedFrom("title");

        public Renamed() => Index(OriginalTitle).RenamedFrom("films_title_idx");
    }

    [InSchema("other")]
    private sealed class Elsewhere : Table
    {
        public readonly Column Id = Integer();
    }

    private sealed class Both : Table
    {
        public readonly Column Title = Text();
        public readonly Column Search = TsVector().OnlyOn(Dialect.Postgresql);
        public readonly Column RowidNote = Text().OnlyOn(Dialect.Sqlite);
    }

    [OnlyOn(Dialect.Sqlite)]
    private sealed class SqliteOnly : Table
    {
        public readonly Column Id = Integer();
    }
}
