using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The version of an extension is the server's, unless the schema pins one.</summary>
public sealed class ExtensionTests(CliServer server)
{
    private const string Code = "public sealed class Code : Database { public Code() { Extension(\"hstore\"); } }\n";
    private const string Pinned = "public sealed class Code : Database { public Code() { SqlFiles(\"sql/*.sql\"); } }\n";

    [Fact]
    public async Task Version_that_nobody_pins_is_no_difference()
    {
        using var p = await server.ProjectAsync("postgresql");
        p.Write("db/src/Schema.cs", Schemas.Films + Code);
        await p.SqlAsync("create extension hstore version '1.4'");
        await p.ExpectAsync(0, "push", "--yes");
        Assert.Equal(["1.4"], await p.QueryAsync("select extversion from pg_extension where extname = 'hstore'"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);

        await p.ExpectAsync(0, "generate", "--name", "one");
        var migration = p.Read("db/migrations/0000_one.sql");
        Assert.Contains("CREATE EXTENSION hstore WITH SCHEMA public;", migration, StringComparison.Ordinal);
        Assert.DoesNotContain("COMMENT ON EXTENSION", migration, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "baseline");
        await p.ExpectAsync(0, "drift");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_that_the_schema_pins_is_made_and_changed()
    {
        using var p = await server.ProjectAsync("postgresql");
        p.Write("db/src/Schema.cs", Schemas.Films + Pinned);
        p.Write("db/src/sql/code.sql", "create extension if not exists hstore version '1.4';\n");
        await p.ExpectAsync(0, "generate", "--name", "one");
        Assert.Contains("VERSION '1.4'", p.Read("db/migrations/0000_one.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        p.Write("db/src/sql/code.sql", "create extension hstore version '1.5';\n");
        await p.ExpectAsync(0, "generate", "--name", "two");
        Assert.Contains("UPDATE TO '1.5'", p.Read("db/migrations/0001_two.sql"), StringComparison.Ordinal);
        p.Write("db/src/sql/code.sql", "create extension hstore;\n");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task Comment_of_its_own_is_kept()
    {
        using var p = await server.ProjectAsync("postgresql");
        p.Write("db/src/Schema.cs", Schemas.Films + Pinned);
        p.Write("db/src/sql/code.sql", "create extension hstore; comment on extension hstore is 'keys and values';\n");
        await p.ExpectAsync(0, "generate", "--name", "one");
        Assert.Contains("COMMENT ON EXTENSION hstore IS 'keys and values'", p.Read("db/migrations/0000_one.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
    }
}
