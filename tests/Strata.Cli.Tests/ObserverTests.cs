using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Differences that only pg_dump sees: <c>create access method</c> stands for whatever Strata does not read.</summary>
public sealed class ObserverTests(CliServer server)
{
    private const string Code = "public sealed class Code : Database { public Code() { SqlFiles(\"sql/*.sql\"); } }\n";
    private const string Unread = "create access method lookup type index handler bthandler;\n";
    private const string File = "db/src/sql/code.sql";

    [Fact]
    public async Task What_only_pg_dump_sees_stops_generate_until_a_migration_of_its_own_makes_it()
    {
        using var p = await server.ProjectAsync("postgresql");
        p.Write("db/src/Schema.cs", Schemas.Films + Code);
        p.Write(File, Unread);
        await StopsAsync(p, "generate");
        Assert.False(Directory.Exists(p.At("db/migrations")));

        await p.CustomAsync("lookup", Unread);
        await p.ExpectAsync(0, "generate", "--name", "films");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "check");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).All, StringComparison.Ordinal);

        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "rating");
        p.Write(File, Unread + "create access method other type index handler bthandler;\n");
        await StopsAsync(p, "generate");
        await StopsAsync(p, "check");
        await StopsAsync(p, "migrate", "--test");
    }

    [Fact]
    public async Task A_baseline_that_would_lose_it_is_not_written()
    {
        using var p = await server.ProjectAsync("postgresql");
        await p.ExpectAsync(0, "generate", "--name", "films");
        await p.CustomAsync("lookup", Unread);
        await p.ExpectAsync(0, "migrate");
        var files = p.Migrations;
        await StopsAsync(p, "squash");
        Assert.Equal(files, p.Migrations);
    }

    [Fact]
    public async Task Down_script_that_leaves_it_is_told()
    {
        using var p = await server.ProjectAsync("postgresql");
        await p.ExpectAsync(0, "generate", "--name", "films");
        var tag = await p.CustomAsync("lookup", Unread);
        p.Write($"db/migrations/{Path.ChangeExtension(Path.GetFileName(tag), null)}.down.sql", "select 1;\n");
        await p.RefusedAsync(4, ["migrate", "--test"], "ST4009", "ACCESS METHOD lookup");
    }

    [Fact]
    public async Task Without_pg_dump_the_file_says_that_nobody_else_compared()
    {
        using var p = await server.ProjectAsync("postgresql");
        using var shadow = await server.ProjectAsync("postgresql");
        p.Write(
            "strata.json",
            $$"""{ "dialect": "postgresql", "shadow": "{{shadow.Url}}", "environments": { "local": { "url": "{{p.Url}}" } } }"""
        );
        p.Variables["STRATA_PG_BIN"] = Directory.CreateDirectory(p.At("bin")).FullName;
        await p.ExpectAsync(0, "generate", "--name", "films");
        Assert.StartsWith("-- note: compared by Strata alone: pg_dump", p.Read("db/migrations/0000_films.sql"), StringComparison.Ordinal);
        Assert.Contains("compared by Strata alone", (await p.ExpectAsync(0, "migrate", "--test")).All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pg_dump_that_fails_stops_nothing_and_is_told()
    {
        using var p = await server.ProjectAsync("postgresql");
        using var shadow = await server.ProjectAsync("postgresql");
        p.Write(
            "strata.json",
            $$"""{ "dialect": "postgresql", "shadow": "{{shadow.Url}}", "environments": { "local": { "url": "{{p.Url}}" } } }"""
        );
        foreach (var program in (string[])["pg_dump", "pg_restore"])
            p.WriteProgram(
                "bin/" + program,
                $"case $1 in --version) echo 'pg_dump (PostgreSQL) {server.Server.Binaries.Version}'; exit;; esac\n"
                    + "echo 'error: no route' >&2\nexit 1\n"
            );
        p.Variables["STRATA_PG_BIN"] = p.At("bin");
        var told = await p.ExpectAsync(0, "generate", "--name", "films");
        Assert.Contains("pg_dump failed: error: no route", told.All, StringComparison.Ordinal);
        Assert.Contains("pg_dump failed: error: no route", p.Read("db/migrations/0000_films.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no route", (await p.ExpectAsync(0, "check")).All, StringComparison.Ordinal);
        Assert.Contains("no route", (await p.ExpectAsync(0, "migrate", "--test")).All, StringComparison.Ordinal);
    }

    private static async Task StopsAsync(CliProject p, params string[] command) =>
        await p.RefusedAsync(4, command, "ST4009", "pg_dump", "ACCESS METHOD");
}
