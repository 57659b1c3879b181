using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>dbmate, Flyway and EF Core, from folders and tables as they write them.</summary>
public sealed class AdoptOthersTests(CliServer server)
{
    // Computed with zlib's crc32, line by line, as Flyway does with Java's.
    private const int Users = 1680816261;
    private const int Name = -1455417005;

    [Fact]
    public async Task Dbmate_with_both_parts_of_its_files()
    {
        using var p = await ProjectAsync("postgresql");
        p.Write(
            "m/20240101000000_create_users.sql",
            "-- migrate:up\ncreate table users (id integer primary key);\n\n-- migrate:down\ndrop table users;\n"
        );
        p.Write("m/20240102000000_add_name.sql", "-- migrate:up\nalter table users add column name text;\n\n-- migrate:down\n\n");
        p.Write("m/20240103000000_tags.sql", "-- migrate:up\ncreate table tags (id integer primary key);\n");
        await p.SqlAsync("create table schema_migrations (version varchar(128) primary key)");
        await p.SqlAsync("create table users (id integer primary key)");
        await p.SqlAsync("create table tags (id integer primary key)");
        await p.SqlAsync("insert into schema_migrations values ('20240101000000'), ('20240103000000')");
        var adopted = await p.ExpectAsync(0, "adopt", "dbmate", "m");
        Assert.Contains("never run 0002_add_name", adopted.Output, StringComparison.Ordinal);
        Assert.Equal(["0000_create_users", "0001_tags", "0002_add_name"], p.Migrations);
        Assert.Contains("drop table users", p.Read("db/migrations/0000_create_users.down.sql"), StringComparison.Ordinal);
        Assert.DoesNotContain("drop table", p.Read("db/migrations/0000_create_users.sql"), StringComparison.Ordinal);
        Assert.False(File.Exists(p.At("db/migrations/0002_add_name.down.sql")));
        await GoOnAsync(p, 2);
        Assert.Equal(["2"], await p.QueryAsync("select count(*) from schema_migrations"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_the_real_dbmate_ran_is_applied(string dialect)
    {
        var dbmate = await NpmTool.DbmateAsync();
        using var p = await ProjectAsync(dialect);
        p.Write("m/20240102000000_b.sql", "-- migrate:up\ncreate table b (id integer primary key);\n\n-- migrate:down\ndrop table b;\n");
        await dbmate.DbmateUpAsync(p);
        p.Write("m/20240101000000_a.sql", "-- migrate:up\ncreate table a (id integer primary key);\n\n-- migrate:down\ndrop table a;\n");
        await dbmate.DbmateUpAsync(p);
        p.Write("m/20240103000000_c.sql", "-- migrate:up\ncreate table c (id integer primary key);\n");
        await p.ExpectAsync(0, "adopt", "dbmate", "m");
        Assert.Equal(["0000_a", "0001_b", "0002_c"], p.Migrations);
        await GoOnAsync(p, 2);
        await p.ExpectAsync(0, "migrate", "--test");
    }

    [Fact]
    public async Task Dbmate_says_which_files_run_outside_of_a_transaction()
    {
        using var p = await ProjectAsync("postgresql");
        p.Write("m/1_a.sql", "-- migrate:up\ncreate table a (id integer primary key, b integer);");
        p.Write("m/2_b.sql", "-- migrate:up transaction:false\ncreate index concurrently a_b on a (b);");
        await p.ExpectAsync(0, "adopt", "dbmate", "m");
        Assert.StartsWith("-- strata:transaction none\n", p.Read("db/migrations/0001_b.sql"), StringComparison.Ordinal);
        await GoOnAsync(p, 0);
    }

    [Fact]
    public async Task Dbmate_with_a_number_that_no_file_has()
    {
        using var p = await ProjectAsync("postgresql");
        p.Write("m/1_a.sql", "-- migrate:up\ncreate table a (id integer primary key);");
        await p.SqlAsync("create table schema_migrations (version varchar(128) primary key)");
        await p.SqlAsync("insert into schema_migrations values ('0')");
        await p.RefusedAsync(3, ["adopt", "dbmate", "m"], "ST3066", "row 1 (version 0)");
        p.Write("m/2_b.sql", "create table b (id integer);");
        await p.RefusedAsync(3, ["adopt", "dbmate", "m"], "ST3063", "m/2_b.sql", "migrate:up");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Flyway_by_version_and_checksum(string dialect)
    {
        using var p = await FlywayAsync(dialect);
        var adopted = await p.ExpectAsync(0, "adopt", "flyway", "m");
        Assert.Contains("R__views.sql is no versioned migration", adopted.Errors, StringComparison.Ordinal);
        Assert.Equal(["0000_users", "0001_name", "0002_more"], p.Migrations);
        Assert.Contains("2 recorded as applied", adopted.Output, StringComparison.Ordinal);
        await GoOnAsync(p, 2);
    }

    [Fact]
    public async Task Flyway_edited_failed_and_deleted()
    {
        using var p = await FlywayAsync("postgresql");
        p.Write("m/sub/V1.10__name.sql", "alter table users add column name text; -- edited");
        await p.RefusedAsync(3, ["adopt", "flyway", "m"], "ST3066", "row 2 (version 1.10", $"checksum {Name}", "m/sub/V1.10__name.sql");
        await p.SqlAsync("update flyway_schema_history set success = false where version = '1.10'");
        await p.RefusedAsync(3, ["adopt", "flyway", "m"], "ST3062", "flyway repair");
    }

    [Fact]
    public async Task Flyway_with_a_baseline()
    {
        using var p = await FlywayAsync("postgresql");
        await p.SqlAsync("delete from flyway_schema_history");
        await p.SqlAsync(
            "insert into flyway_schema_history values (1, '1.10', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway "
                + "Baseline >>', null, 'me', now(), 0, true)"
        );
        var adopted = await p.ExpectAsync(0, "adopt", "flyway", "m");
        Assert.Contains("2 recorded as applied", adopted.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Ef_core_from_the_script_that_it_prints(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        p.Write(
            "ef/migrations.sql",
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
                "MigrationId" TEXT NOT NULL,
                "ProductVersion" TEXT NOT NULL,
                CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
            );

            BEGIN TRANSACTION;
            CREATE TABLE "Blogs" (
                "BlogId" INTEGER NOT NULL CONSTRAINT "PK_Blogs" PRIMARY KEY,
                "Url" TEXT NULL
            );

            INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
            VALUES ('20240101120000_Init', '8.0.4');

            COMMIT;

            BEGIN TRANSACTION;
            ALTER TABLE "Blogs" ADD "Rating" INTEGER NOT NULL DEFAULT 0;

            INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
            VALUES ('20240201120000_AddRating', '8.0.4');

            COMMIT;


            """
        );
        await p.SqlAsync(
            "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" varchar(150) NOT NULL CONSTRAINT "
                + "\"PK___EFMigrationsHistory\" PRIMARY KEY, \"ProductVersion\" varchar(32) NOT NULL)"
        );
        await p.SqlAsync("CREATE TABLE \"Blogs\" (\"BlogId\" INTEGER NOT NULL CONSTRAINT \"PK_Blogs\" PRIMARY KEY, \"Url\" TEXT NULL)");
        await p.SqlAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('20240101120000_Init', '8.0.4')");
        await p.ExpectAsync(0, "adopt", "ef", "ef");
        Assert.Equal(["0000_Init", "0001_AddRating"], p.Migrations);
        Assert.Equal("ALTER TABLE \"Blogs\" ADD \"Rating\" INTEGER NOT NULL DEFAULT 0;\n", p.Read("db/migrations/0001_AddRating.sql"));
        await GoOnAsync(p, 1);
    }

    [Fact]
    public async Task Ef_core_without_sql_is_told_the_command_that_writes_it()
    {
        using var p = await ProjectAsync("sqlite");
        p.Write("Migrations/20240101120000_Init.cs", "");
        var refused = await p.ExpectAsync(2, "adopt", "ef", "Migrations");
        Assert.Contains("dotnet ef migrations script --no-transactions -o FOLDER/migrations.sql", refused.Errors, StringComparison.Ordinal);
    }

    private async Task<CliProject> FlywayAsync(string dialect)
    {
        var p = await ProjectAsync(dialect);
        p.Write("m/V1.2__users.sql", "create table users (id integer primary key);\n-- é\n\ncreate table tags (id integer primary key);\n");
        p.Write("m/sub/V1.10__name.sql", "alter table users add column name text;");
        p.Write("m/V2__more.sql", "create table more (id integer primary key);");
        p.Write("m/R__views.sql", "create view v as select 1;");
        await p.SqlAsync("create table users (id integer primary key)");
        await p.SqlAsync("create table tags (id integer primary key)");
        await p.SqlAsync("alter table users add column name text");
        await p.SqlAsync(
            "create table flyway_schema_history (installed_rank int primary key, version varchar(50), description "
                + "varchar(200), type varchar(20), script varchar(1000), checksum integer, installed_by varchar(100), "
                + "installed_on timestamp, execution_time integer, success boolean)"
        );
        await p.SqlAsync(
            $"insert into flyway_schema_history values (1, '1.2', 'users', 'SQL', 'V1.2__users.sql', {Users}, 'me', null, 1, true)"
        );
        await p.SqlAsync(
            $"insert into flyway_schema_history values (2, '1.10', 'name', 'SQL', 'V1.10__name.sql', {Name}, 'me', null, 1, true)"
        );
        return p;
    }

    /// <summary>What comes next is run, and the other tool's table is no difference and stays.</summary>
    private static async Task GoOnAsync(CliProject p, int applied)
    {
        Assert.Equal([$"{applied}"], await p.QueryAsync($"SELECT count(*) FROM {(p.IsSqlite ? "__strata_history" : "strata.history")}"));
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
    }

    private async Task<CliProject> ProjectAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        File.Delete(p.At("db/src/Schema.cs"));
        return p;
    }
}
