using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Migrations with every kind of statement that runs outside of a transaction, and their effects.</summary>
internal static class Corpus
{
    private static readonly (string Name, string Sql, string Down)[] s_corpus =
    [
        (
            "tables",
            "create table effects (n int);\ncreate table a (id int, v text);\ninsert into a select i, i::text from "
                + "generate_series(1, 2000) i;",
            "drop table a;\ndrop table effects;"
        ),
        (
            "index",
            "create index concurrently a_id on a (id);\ninsert into effects values (1);\ncreate unique index "
                + "concurrently if not exists a_v on public.a (v);",
            "drop index concurrently a_v;\ndrop index a_id;\ndelete from effects where n = 1;"
        ),
        (
            "mixed",
            "insert into effects values (2);\ndrop index concurrently a_id;\nreindex (verbose) table concurrently "
                + "a;\nvacuum a;\ninsert into effects values (3);",
            "delete from effects where n > 1;\ncreate index concurrently a_id on a (id);"
        ),
        (
            "parts",
            "create table p (id int) partition by range (id);\ncreate table p1 partition of p for values from (0) to "
                + "(9);\nalter table p detach partition p1 concurrently;\ninsert into effects values (4);",
            "drop table p;\ndrop table p1;\ndelete from effects where n = 4;"
        ),
        (
            "enum",
            "create type mood as enum ('sad');\nalter type mood add value 'happy';\ncreate table m (m mood default "
                + "'happy');\ninsert into effects values (5);",
            "drop table m;\ndrop type mood;\ndelete from effects where n = 5;"
        ),
        (
            "batches",
            """
            -- strata:transaction own
            alter type mood add value 'calm';

            -- strata:transaction shared
            insert into m values ('calm');
            insert into effects values (6);

            -- strata:transaction shared
            insert into effects values (7);

            -- strata:transaction none
            create index concurrently m_m on m (m);
            create unique index concurrently m_u on m (m desc);
            """,
            """
            -- strata:transaction none
            drop index concurrently m_u;
            drop index concurrently m_m;

            -- strata:transaction shared
            delete from effects where n = 7;

            -- strata:transaction shared
            delete from m where m = 'calm';
            delete from effects where n = 6;
            """
        ),
    ];

    public static async Task WriteAsync(MigrationProject project)
    {
        foreach (var (name, sql, down) in s_corpus)
            await project.AddAsync(sql, name, down);
    }

    public static async Task AssertAppliedAsync(string database, string point)
    {
        Assert.Equal(
            (point, "1,2,3,4,5,6,7"),
            (point, (await PostgresFixture.QueryAsync(database, "select string_agg(n::text, ',' order by n) from effects"))[0])
        );
        Assert.Equal(
            (point, "0"),
            (point, (await PostgresFixture.QueryAsync(database, "select count(*) from pg_index where not indisvalid"))[0])
        );
        Assert.Equal(
            (point, "6"),
            (point, (await PostgresFixture.QueryAsync(database, "select count(*) from strata.history where state = 'applied'"))[0])
        );
        Assert.Equal(
            (point, "a_v,m_m,m_u"),
            (
                point,
                (
                    await PostgresFixture.QueryAsync(
                        database,
                        "select string_agg(indexname, ',' order by indexname) from pg_indexes where schemaname = 'public'"
                    )
                )[0]
            )
        );
        Assert.Equal(
            (point, "0"),
            (point, (await PostgresFixture.QueryAsync(database, "select count(*) from strata.step where state = 'intent'"))[0])
        );
    }

    /// <summary>Nothing of the migrations is left.</summary>
    public static async Task AssertEmptyAsync(string database, string point) =>
        Assert.Equal(
            (point, "0"),
            (
                point,
                (
                    await PostgresFixture.QueryAsync(
                        database,
                        "select (select count(*) from pg_class where relnamespace = 'public'::regnamespace) + (select count(*) from "
                            + "strata.step) + (select count(*) from strata.history where state <> 'rolled_back')"
                    )
                )[0]
            )
        );
}
