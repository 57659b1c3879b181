using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.Kinds.Indexes;
using Strata.Postgres.Kinds.Tables;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Lints;

/// <summary>https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY</summary>
internal sealed class IndexBuiltUnderLock : LintRule
{
    public override string Code => "L04";

    public override string Title => "builds an index while writers wait";

    public override string When =>
        "CREATE INDEX without CONCURRENTLY runs on a table or materialized view that stands before the migration.";

    public override string Effect =>
        "Its SHARE lock keeps every INSERT, UPDATE and DELETE waiting until the index is built and the transaction ends. The time grows "
        + "with the rows.";

    public override string Instead =>
        "Write a migration of its own (strata generate --custom) with CREATE INDEX CONCURRENTLY below the line -- strata:transaction none. "
        + "On a partitioned table, build the index of each partition that way and attach it.";

    public override LintExample Example { get; } =
        new(
            "CREATE TABLE public.films (id bigint PRIMARY KEY, title text);",
            "CREATE INDEX films_title ON public.films (title);",
            "-- strata:transaction none\nCREATE INDEX CONCURRENTLY films_title ON public.films (title);"
        );

    public override IEnumerable<LintFinding> Judge(JudgedPlan plan) =>
        from made in plan.Created<TableIndex>()
        let index = made.Object
        where plan.Existed(index.Table) && made.Step.BlocksWrites(index.Table)
        // The index of a partitioned table holds nothing: its partitions' do.
        where !plan.IsPartitioned(index.Table)
        select Found(
            index.Id,
            $"blocks writes to {Q(index.Table)} while {Q(index.Id.Name)} is built",
            $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX CONCURRENTLY {Q(index.Id.Name)} {index.Definition}"
        );
}
