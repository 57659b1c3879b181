using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Thirty small migrations: tables, rows, changes in place, indexes in and outside of transactions, and data.</summary>
internal static class MixedCorpus
{
    /// <summary>The number of migrations, and of rows in <c>effects</c>.</summary>
    public const int Count = 30;

    /// <summary>Migrations for PostgreSQL.</summary>
    public static async Task WriteAsync(MigrationProject project)
    {
        await project.AddAsync($"create table effects (n int);\ninsert into effects values (1);\n{Body(0)}\n{Body(1)}", "effects");
        for (var i = 2; i <= Count; i++)
            await project.AddAsync($"{Body(i)}\ninsert into effects values ({i});", $"m{i}");
    }

    private static string Body(int i) =>
        (i % 6) switch
        {
            0 =>
                $"create table t{i} (id int primary key, v text);\ninsert into t{i} select x, md5(x::text) from generate_series(1, 500) x;",
            1 => $"create index concurrently t{i - 1}_v on t{i - 1} (v);",
            2 => $"alter table t{i - 2} add column w int not null default 1;",
            3 => $"update t{i - 3} set w = w + 1;",
            4 => $"drop index concurrently t{i - 4}_v;\ncreate unique index concurrently t{i - 4}_u on t{i - 4} (v, id);",
            _ => $"alter table t{i - 5} add constraint c{i} check (w = 2) not valid;\nalter table t{i - 5} validate constraint c{i};",
        };

    /// <summary>Each row is there once, no index is invalid, and the record is complete.</summary>
    public static async Task AssertAppliedAsync(string database, string point)
    {
        const string Seen = """
            select concat_ws('|', (select count(*) || '/' || count(distinct n) from effects),
              (select count(*) from pg_index where not indisvalid),
              (select count(*) from strata.history where state = 'applied'), (select count(*) from strata.step where state = 'intent'),
              (select count(*) from pg_indexes where schemaname = 'public' and indexname like '%\_u'),
              (select count(*) from pg_constraint where convalidated and connamespace = 'public'::regnamespace and contype = 'c'))
            """;
        var seen = await PostgresFixture.QueryAsync(database, Seen);
        Assert.Equal((point, $"{Count}/{Count}|0|{Count}|0|{Count / 6}|{Count / 6}"), (point, seen[0]));
    }
}
