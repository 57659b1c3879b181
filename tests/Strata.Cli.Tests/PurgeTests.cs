using Npgsql;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Retained data is listed and deleted when it has expired, and the consequence for the rollback is stated.</summary>
public sealed class PurgeTests(CliServer server)
{
    private const string Extra =
        "\npublic sealed class Extra : Table\n{\n    public readonly Column Id = Integer().PrimaryKey();\n    "
        + "public readonly Column Note = Text().Nullable();\n}\n";

    /// <summary>A table and a column are kept by the second of two migrations.</summary>
    private async Task<CliProject> KeptAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        p.Write("db/src/Schema.cs", Schemas.Films + Extra);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979), (2, 'Brazil', null)");
        await p.SqlAsync("insert into extra values (1, 'a'), (2, 'b'), (3, null)");
        p.Write(
            "db/src/Schema.cs",
            Schemas.Films.Replace("    public readonly Column Year  = Integer().Nullable();\n", "", StringComparison.Ordinal)
        );
        await p.ExpectAsync(0, "generate", "--name", "two", "--keep", "30d");
        await p.ExpectAsync(0, "migrate");
        return p;
    }

    private static Task ExpireAsync(CliProject p, string what) =>
        p.SqlAsync(
            p.IsSqlite
                ? $"update __strata_kept set until = '2020-01-01T00:00:00.000Z' where object like '{what}%'"
                : $"update strata_kept.kept set until = now() - interval '1 minute' where object like '{what}%'"
        );

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task What_has_expired_is_deleted_once_somebody_says_so(string dialect)
    {
        using var p = await KeptAsync(dialect);
        var listed = await p.ExpectAsync(0, "purge", "--dry-run", "--json");
        var table = listed.Lines.Single(l =>
            l.GetProperty("type").GetString() == "kept" && l.GetProperty("object").GetString()!.EndsWith(".extra", StringComparison.Ordinal)
        );
        Assert.Equal(
            (3, "0001_two", false, true),
            (
                table.GetProperty("rows").GetInt32(),
                table.GetProperty("migration").GetString(),
                table.GetProperty("expired").GetBoolean(),
                table.GetProperty("there").GetBoolean()
            )
        );
        if (!p.IsSqlite)
            Assert.True(table.GetProperty("bytes").GetInt64() > 0);
        Assert.Contains("nothing has expired", (await p.RefusedAsync(0, ["purge", "--yes"])).Output, StringComparison.Ordinal);

        await ExpireAsync(p, "table column");
        Assert.Contains("strata purge deletes what has expired", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await p.RefusedAsync(10, ["purge"], "ST1107", "films.year", "strata purge --yes");
        await p.RefusedAsync(10, ["purge", "--json"], "ST1107");
        await p.RefusedAsync(0, ["purge", "--dry-run"], "1 object would be deleted");
        Assert.Contains("1 object deleted", (await p.ExpectAsync(0, "purge", "--yes")).Output, StringComparison.Ordinal);
        Assert.Contains("retained: 1", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await p.RefusedAsync(10, ["purge", "--all"], "ST1107", "strata purge --all --yes");
        await p.ExpectAsync(0, "purge", "--all", "--yes");
        Assert.Contains("nothing is retained", (await p.ExpectAsync(0, "purge", "--all", "--yes")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
        Assert.DoesNotContain("retained", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await p.QueryAsync(
                p.IsSqlite
                    ? "select count(*) from sqlite_schema where name like '%kept\\__%' escape '\\' and type = 'table'"
                    : "select count(*) from pg_namespace where nspname ~ '^strata_kept_'"
            )
        );
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task After_a_purge_the_way_back_says_that_the_rows_are_gone(string dialect)
    {
        using var p = await KeptAsync(dialect);
        Assert.Contains("0001_two: exact", (await p.ExpectAsync(0, "rollback", "--dry-run")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "purge", "--all", "--yes");
        var shown = (await p.ExpectAsync(0, "rollback", "--dry-run", "--json")).Lines[0];
        Assert.Equal("needs-rows", shown.GetProperty("class").GetString());
        Assert.Equal(2, shown.GetProperty("gone").GetArrayLength());
        Assert.Equal(2, shown.GetProperty("reversal").GetProperty("missing").GetArrayLength());
        await p.RefusedAsync(10, ["rollback"], "ST1108", "0001_two", "--allow-loss", "extra with what it held");
        var files = p.Migrations;
        await p.RefusedAsync(10, ["rollback", "--as-migration"], "ST1108", "nothing was written");
        Assert.Equal(files, p.Migrations);
        await p.ExpectAsync(0, "rollback", "--allow-loss");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["1|Alien|", "2|Brazil|"], await p.QueryAsync("select id, title, year from films order by id"));
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from extra"));
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback");
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Where_a_part_of_it_is_gone_the_rest_is_not_passed_over(string dialect)
    {
        using var p = await KeptAsync(dialect);
        await ExpireAsync(p, "table column");
        await p.ExpectAsync(0, "purge", "--yes");
        await p.RefusedAsync(10, ["rollback"], "ST1108");
        await p.RefusedAsync(9, ["rollback", "--allow-loss"], "ST9034", "strata purge --all");
        await p.ExpectAsync(0, "purge", "--all", "--yes");
        await p.ExpectAsync(0, "rollback", "--allow-loss");
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task After_a_purge_a_new_migration_brings_back_the_schema_alone()
    {
        using var p = await KeptAsync("postgresql");
        await p.ExpectAsync(0, "purge", "--all", "--yes");
        await p.ExpectAsync(0, "rollback", "--as-migration", "--allow-loss");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from extra"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_protected_environment_is_named(string dialect)
    {
        using var p = await KeptAsync(dialect);
        var config = p.Read("strata.json");
        p.Write("strata.json", config.Replace("\"url\":", "\"policy\": \"protected\", \"url\":", StringComparison.Ordinal));
        await p.RefusedAsync(10, ["purge", "--all"], "--confirm local");
        await p.RefusedAsync(10, ["purge", "--all", "--env", "local"], "strata purge --all --confirm local --env local");
        await p.RefusedAsync(10, ["purge", "--all", "--yes"], "--confirm local");
        await p.RefusedAsync(2, ["purge", "--all", "--confirm", "production"], "ST2027", "--confirm local");
        await p.ExpectAsync(0, "purge", "--all", "--confirm", "local");
    }

    [Fact]
    public async Task Another_environments_database_is_not_purged()
    {
        using var p = await KeptAsync("postgresql");
        p.Replace("strata.json", "\"local\"", "\"other\"");
        await p.RefusedAsync(9, ["purge", "--all", "--yes", "--env", "other"], "ST9001");
    }

    [Fact]
    public async Task What_somebody_else_needs_is_not_deleted()
    {
        using var p = await KeptAsync("postgresql");
        var place = (await p.QueryAsync("select place from strata_kept.kept where object = 'table public.extra'"))[0];
        await p.SqlAsync("create schema mine");
        await p.SqlAsync($"create view mine.v as select * from {place}.extra");
        await p.RefusedAsync(7, ["purge", "--all", "--yes"], "nothing was deleted");
        await p.SqlAsync("drop schema mine cascade");
        await p.ExpectAsync(0, "purge", "--all", "--yes");
    }

    [Fact]
    public async Task A_type_that_is_kept_with_its_table_is_deleted_with_it_and_in_the_way_until_then()
    {
        using var p = await server.ProjectAsync();
        var mood =
            "create type mood as enum ('a', 'b');\ncreate function upper_mood(m mood) returns text language sql as "
            + "'select upper(m::text)';\ncreate table moods (id int primary key, m mood not null default 'a', check "
            + "(upper_mood(m) <> 'C'));\n";
        p.Write("db/src/sql/mood.sql", mood);
        p.Write("db/src/Schema.cs", Schemas.Films + "public sealed class Code : Database { public Code() { SqlFiles(\"sql/*.sql\"); } }\n");
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into moods values (1, 'b')");
        p.Write("db/src/sql/mood.sql", "create type mood as enum ('a', 'b');\n");
        await p.ExpectAsync(0, "generate", "--keep", "30d");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["B"], await p.QueryAsync("select upper_mood(m) from moods"));
        await p.ExpectAsync(0, "migrate");
        p.Write("db/src/sql/mood.sql", "");
        await p.ExpectAsync(0, "generate");
        Assert.Contains("purge --dry-run", (await p.ExpectAsync(7, "migrate")).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "purge", "--all", "--yes");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task A_login_that_may_only_read_looks_where_it_may()
    {
        using var p = await KeptAsync("postgresql");
        var settings = new NpgsqlConnectionStringBuilder(p.Url);
        var name = $"looks_{Guid.NewGuid():n}";
        foreach (
            var sql in new[]
            {
                $"create role {name} login",
                $"grant usage on schema strata to {name}",
                $"grant select on all tables in schema strata to {name}",
            }
        )
            await p.SqlAsync(sql);
        settings.Username = name;
        p.Write(
            "strata.json",
            $$"""{ "dialect": "postgresql", "environments": { "local": { "url": "{{settings.ConnectionString}}" } } }"""
        );
        Assert.DoesNotContain("retained", (await p.RefusedAsync(0, ["status"])).Output, StringComparison.Ordinal);
        await p.RefusedAsync(12, ["purge", "--dry-run"], "ST1216");
        await p.SqlAsync($"alter role {name} set default_transaction_read_only = on");
        await p.SqlAsync($"grant pg_read_all_data to {name}");
        await p.RefusedAsync(0, ["purge", "--dry-run", "--all"], "3 rows");
        await p.RefusedAsync(0, ["status"], "retained: 2");
    }
}
