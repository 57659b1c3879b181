using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sql;
using Strata.Postgres;
using Strata.Sqlite;

namespace Strata.Core.Tests.MigrationFiles;

/// <summary>A plan as a file, which keeps its batches.</summary>
public sealed class MigrationTextTests
{
    private static readonly PostgresDialect s_postgres = new();

    private static Batch Batch(TransactionMode mode, params string[] sql) =>
        new(mode, [.. sql.Select(s => new Step(s) { Transaction = mode })]);

    private static string Up(params Batch[] batches) => new MigrationText(s_postgres).Up(new Plan([.. batches]));

    [Fact]
    public void One_transaction_needs_no_directive()
    {
        Assert.Equal("a;\n\nb;\n", Up(Batch(TransactionMode.Shared, "a", "b")));
        Assert.Equal("alter type m add value 'x';\n", Up(Batch(TransactionMode.Own, "alter type m add value 'x'")));
    }

    [Fact]
    public void One_transaction_says_so_where_its_statements_would_be_cut() =>
        Assert.Equal(
            "-- strata:transaction shared\nalter type m add value 'x';\n\nselect 1;\n",
            Up(Batch(TransactionMode.Shared, "alter type m add value 'x'", "select 1"))
        );

    [Fact]
    public void Each_batch_begins_with_its_directive_and_a_run_of_lone_steps_has_one() =>
        Assert.Equal(
            """
            -- strata:transaction own
            alter type m add value 'x';

            alter type m add value 'y';

            -- strata:transaction shared
            create table a (m m default 'x');

            create table b (m m default 'y');

            -- strata:transaction none
            create index concurrently i on a (m);

            create index concurrently j on b (m);

            -- strata:transaction shared
            alter table a add c int;

            -- strata:transaction shared
            alter table a validate constraint d;

            """.ReplaceLineEndings("\n"),
            Up(
                Batch(TransactionMode.Own, "alter type m add value 'x'"),
                Batch(TransactionMode.Own, "alter type m add value 'y'"),
                Batch(TransactionMode.Shared, "create table a (m m default 'x')", "create table b (m m default 'y')"),
                Batch(TransactionMode.None, "create index concurrently i on a (m)"),
                Batch(TransactionMode.None, "create index concurrently j on b (m)"),
                Batch(TransactionMode.Shared, "alter table a add c int"),
                Batch(TransactionMode.Shared, "alter table a validate constraint d")
            )
        );

    private static Batch[][] Plans =>
        [
            [Batch(TransactionMode.None, "select 1")],
            [Batch(TransactionMode.Shared, "select 1"), Batch(TransactionMode.Shared, "select 2", "select 3")],
            [Batch(TransactionMode.Own, "select 1", "select 2"), Batch(TransactionMode.Own, "select 3")],
            [Batch(TransactionMode.None, "select 1"), Batch(TransactionMode.Own, "select 2"), Batch(TransactionMode.None, "select 3")],
            [Batch(TransactionMode.Shared, "vacuum a", "alter type m add value 'x'", "select 3")],
            [Batch(TransactionMode.Own, "alter type m add value 'x'"), Batch(TransactionMode.Shared, "select 2")],
        ];

    [Fact]
    public void The_file_is_cut_as_the_plan_was()
    {
        foreach (var plan in Plans.Select(batches => new Plan([.. batches])))
        foreach (var dialect in new IDialect[] { s_postgres, new SqliteDialect() })
        {
            var text = new MigrationText(dialect);
            CutAs(plan, text.Up(plan), dialect);
            CutAs(plan, text.Down(plan, new Reversal(ReversalClass.Exact, [], [], [], [], []), ["strata_kept_1"]), dialect);
        }
    }

    private static void CutAs(Plan plan, string text, IDialect dialect)
    {
        var groups = SqlScript.Parse(text, dialect.Syntax, "0000_a.sql").Groups;
        Assert.Equal(
            plan.Batches.Select(b => (b.Transaction == TransactionMode.None, string.Join('|', b.Steps.Select(s => s.Sql)))),
            groups.Select(g => (g.Transaction == TransactionMode.None, string.Join('|', g.Statements.Select(s => s.Text))))
        );
    }

    [Fact]
    public void A_rebuild_is_a_directive_before_its_step()
    {
        var table = new ObjectId("table", ["main", "my films"]);
        var plan = new Plan([new Batch(TransactionMode.Shared, [new Step("select 1"), new Step("select 2") { Rebuilds = table }])]);
        var text = new MigrationText(new SqliteDialect()).Up(plan);
        Assert.Equal("select 1;\n\n-- strata:rebuild my%20films\nselect 2;\n", text);
        Assert.Equal(["my films"], SqlScript.Parse(text, new SqliteDialect().Syntax, "0000_a.sql").Rebuilds);
    }
}
