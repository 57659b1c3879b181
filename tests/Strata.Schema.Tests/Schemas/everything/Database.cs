using Strata.Schema;

namespace Everything;

internal sealed class Everything : Database
{
    public Everything()
    {
        Schema("booking").Comment("rooms");
        Schema("counters").RenamedFrom("numbers");
        Extension("citext").Comment("case");
        Extension("pg_trgm", version: "1.6");
        Extension("btree_gist");
        Extension("ltree", schema: "public");
        Sequence("tickets", s => s.StartWith(5).IncrementBy(5).MinValue(5).MaxValue(500).Cache(3).Cycle(), schema: "counters")
            .As("integer").Comment("numbers");
        Sequence("ages").OwnedBy<EveryDefault>(t => t.DInt).Unlogged();
        Domain("email", Text().Collate("C").Default("x@y")).NotNull().Check($"value like '%@%'", "email_at")
            .Check($"length(value) < 200").Comment("an address");
        Domain("mood_of_day", Enum<Mood>());
        View("adults", $"select {Table<Addresses>().Id}, 1 as n from {Table<Addresses>()};").Columns("the_id", "n")
            .SecurityBarrier().Comment("a view");
        View("checked", $"select * from {Table<Addresses>()} where {Table<Addresses>().AccountId} is not null").CheckOptionLocal()
            .SecurityInvoker();
        View("numbers", $"select 1 union all select n + 1 from {Sql.Name("numbers")} where n < 5", schema: "public").Recursive("n");
        Sql counts = $"select kind, count(*) as total from {Table<Events>()} group by kind";
        var stored = MaterializedView("event_counts", counts, schema: "booking")
            .With("fillfactor", "70").WithNoData().Comment("stored");
        stored.Index(["kind"]).Unique().Comment("its index");
        stored.Index([((IndexPart)"total").Descending()]).Named("event_totals");
        var touch = Function("touch").Returns("trigger").Language("plpgsql").SecurityDefiner().Set("search_path", "pg_catalog").Body($"""
            begin
              new.updated_at = now(); -- '$$'
              return new;
            end
            """).Comment("sets updated_at");
        Function("note").Returns("trigger").Language("plpgsql").Body($"begin return null; end");
        Function("add_days").Argument("start", "date").Argument("days", "integer", $"7").Returns("date").Immutable().Strict()
            .ParallelSafe().LeakProof().Cost(5).Body($"select start + days").RenamedFrom("plus_days").Comment("adds");
        Function("moods").Argument("at_least", "integer", $"0", "INOUT")
            .Argument("many", "text[]", mode: "VARIADIC", @default: $"'{{}}'").Stable().ParallelRestricted()
            .Body($"select at_least").Comment("odd");
        Function("listed").Argument("", "integer").Returns("setof integer").Rows(5).Body($"select $1");
        Procedure("tidy").Argument("limit_to", "integer").Body($"delete from {Table<Events>()} where id < limit_to").Comment("a procedure");
        Trigger("adults_insert", on: "adults").InsteadOf().OnInsert().ForEachRow().Execute(touch).Comment("on a view");
        CommentOn($"schema public", "the default");
        SqlFiles("sql/**/*.sql");
    }
}
