using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Partitioned tables through whole commands.</summary>
public sealed class PartitionedTests(CliServer server)
{
    private const string Code =
        "using Strata.Schema;\npublic sealed class Code : Database { public Code() { SqlFiles(\"sql/*.sql\"); } }\n";

    [Fact]
    public async Task Partition_and_column_renamed_by_flag_keep_rows()
    {
        using var p = await PushedAsync(
            "create table m (id int not null, at date not null, primary key (id, at)) partition by range (at);"
                + "create table m1 partition of m for values from ('2026-01-01') to ('2027-01-01');"
        );
        await p.SqlAsync("insert into m values (1, '2026-02-03')");
        p.Write(
            "db/src/sql/a.sql",
            "create table m (id int not null, day date not null, primary key (id, day)) partition by range (day);"
                + "create table m26 partition of m for values from ('2026-01-01') to ('2027-01-01');"
        );
        await p.ExpectAsync(0, "push", "--rename", "m.at=day", "--rename", "m1=m26");
        Assert.Equal(["1|2026-02-03"], await p.QueryAsync("select id, day::text from m26"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extension_moved_to_another_schema_rewrites_nothing()
    {
        using var p = await PushedAsync("create extension citext; create table t (m citext default 'a');");
        await p.SqlAsync("insert into t values ('A')");
        p.Write("db/src/sql/a.sql", "create schema ext; create extension citext schema ext; create table t (m ext.citext default 'a');");
        var pushed = await p.ExpectAsync(0, "push");
        Assert.Contains("SET SCHEMA ext", pushed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ALTER TABLE", pushed.Output, StringComparison.Ordinal);
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_leaves_alone_what_csharp_says_of_a_partitioned_table_with_an_identity()
    {
        using var p = await PushedAsync("");
        await p.SqlAsync(
            "create table m (id bigint generated always as identity, at date not null, primary key (id, at)) partition by range (at)"
        );
        await p.SqlAsync("create table m1 partition of m for values from ('2026-01-01') to ('2027-01-01')");
        await p.SqlAsync("create table t (id int primary key)");
        await p.SqlAsync("create publication p for table t");
        await p.SqlAsync("create table inh () inherits (t)");
        File.Delete(p.At("strata.json"));
        Directory.Delete(p.At("db"), recursive: true);
        var pulled = await p.ExpectAsync(0, "pull", "--url", p.Url);
        Assert.DoesNotContain(" 0 of them in C#", pulled.Output, StringComparison.Ordinal);
        Assert.Contains(".Identity", p.Read("db/src/Schema.cs"), StringComparison.Ordinal);
    }

    private async Task<CliProject> PushedAsync(string sql)
    {
        var p = await server.ProjectAsync("postgresql");
        p.Write("db/src/Schema.cs", Code);
        p.Write("db/src/sql/a.sql", sql);
        await p.ExpectAsync(0, "push");
        return p;
    }
}
