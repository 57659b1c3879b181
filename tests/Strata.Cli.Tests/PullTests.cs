using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A database that somebody else made, to a schema in C#.</summary>
public sealed class PullTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_is_written_is_the_database(string dialect)
    {
        using var p = await StrangerAsync(dialect);
        var pulled = await p.ExpectAsync(0, "pull", "--url", p.Url);
        Assert.Contains("equals the database", pulled.Output, StringComparison.Ordinal);
        Assert.Contains("strata baseline", pulled.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is said in C#", pulled.All, StringComparison.Ordinal);

        // Seen by other commands, none of which knows what pull compared.
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        Assert.Contains(
            "leads from an empty database to the schema",
            (await p.ExpectAsync(0, "migrate", "--test")).Output,
            StringComparison.Ordinal
        );
        Assert.Equal("", (await p.ExpectAsync(0, "diff", "--from", p.Url, "--to", "schema", "--quiet")).Output.Trim());
        await p.ExpectAsync(0, "baseline");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushed_to_an_empty_database_it_is_the_same_to_pg_dump()
    {
        using var p = await StrangerAsync("postgresql");
        await p.ExpectAsync(0, "pull", "--url", p.Url);
        var copy = server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        p.Replace("strata.json", "\"environments\": {", $"\"environments\": {{ \"copy\": {{ \"url\": \"{copy}\", \"policy\": \"open\" }},");
        await p.ExpectAsync(0, "push", "--env", "copy");
        Assert.Equal(await DumpAsync(p.Url), await DumpAsync(copy));
    }

    [Fact]
    public async Task Expressions_that_the_server_prints_otherwise_the_second_time_are_no_difference()
    {
        using var p = await StrangerAsync(
            "postgresql",
            "create table t (k varchar(10) check (k in ('a', 'b'))); create view v as select k from t where k in ('a', 'b');"
        );
        await p.ExpectAsync(0, "pull", "--url", p.Url);
        await p.ExpectAsync(0, "baseline");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Nothing_is_written_in_the_database(string dialect)
    {
        using var p = await StrangerAsync(dialect);
        var before = await p.FingerprintAsync();
        await p.ExpectAsync(0, "pull", "--url", p.Url);
        Assert.Equal(before, await p.FingerprintAsync());
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_second_pull_writes_the_same_bytes(string dialect)
    {
        using var p = await StrangerAsync(dialect);
        await p.ExpectAsync(0, "pull", "--url", p.Url);
        var first = Written(p);
        var migration = p.Read("db/migrations/0000_baseline.sql");
        await p.ExpectAsync(0, "pull", "--force");
        Assert.Equal(first, Written(p));
        Assert.Equal(migration, p.Read("db/migrations/0000_baseline.sql"));
        Assert.Single(p.Migrations);
    }

    [Fact]
    public async Task CSharp_reads_as_if_somebody_had_written_it()
    {
        using var p = await StrangerAsync(
            "postgresql",
            """
            create type mood as enum ('very_happy', 'sad');
            create table authors (
              id uuid primary key default gen_random_uuid(), name text not null unique, mood mood not null default 'sad');
            create table books (
              id serial primary key, title varchar(80) not null, pages integer check (pages > 0), price numeric(8,2) not null default 9.50,
              author_id uuid not null references authors on delete cascade, created_at timestamptz not null default now()
            );
            create index on books (author_id, created_at desc);
            """
        );
        await p.ExpectAsync(0, "pull", "--url", p.Url);
        var text = p.Read("db/src/Schema.cs");
        Assert.Equal(
            """
            public enum Mood { VeryHappy, Sad }

            public sealed class Authors : Table
            {
                public readonly Column Id   = Uuid().PrimaryKey().DefaultRandom();
                public readonly Column Name = Text().Unique();
                public readonly Column Mood = Enum<Mood>().Default(NAMESPACE.Mood.Sad);
            }

            public sealed class Books : Table
            {
                public readonly Column Id        = Serial().PrimaryKey();
                public readonly Column Title     = Varchar(80);
                public readonly Column Pages     = Integer().Nullable();
                public readonly Column Price     = Numeric(8, 2).Default(9.50m);
                public readonly Column AuthorId  = Uuid().References<Authors>(t => t.Id, onDelete: Cascade);
                public readonly Column CreatedAt = Timestamptz().DefaultNow();

                public Books()
                {
                    Check($"{Pages} > 0");
                    Index(AuthorId, CreatedAt.Descending());
                }
            }

            """.Replace("NAMESPACE", text.Split("namespace ")[1].Split(';')[0], StringComparison.Ordinal),
            text[(text.IndexOf(";\n\n", StringComparison.Ordinal) + 3)..][
                (text[(text.IndexOf(";\n\n", StringComparison.Ordinal) + 3)..].IndexOf(";\n\n", StringComparison.Ordinal) + 3)..
            ]
        );
        Assert.False(Directory.Exists(p.At("db/src/sql")));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Somebody_elses_files_are_not_overwritten(string dialect)
    {
        using var p = await StrangerAsync(dialect);
        await p.ExpectAsync(0, "init", "--url", p.Url);
        p.Write("db/src/Schema.cs", Schemas.Films);
        var refused = await p.RefusedAsync(9, ["pull"], "ST9031", "Schema.cs", "nothing was written", "--force");
        Assert.Equal("", refused.Output);
        Assert.Equal(Schemas.Films, p.Read("db/src/Schema.cs"));
        Assert.False(Directory.Exists(p.At("db/migrations")));

        p.Write("db/src/Mine.cs", "// mine");
        await p.RefusedAsync(9, ["pull", "--force"], "ST9032", "Mine.cs");
        Assert.Equal(Schemas.Films, p.Read("db/src/Schema.cs"));
        File.Delete(p.At("db/src/Mine.cs"));
        await p.ExpectAsync(0, "pull", "--force");
        Assert.NotEqual(Schemas.Films, p.Read("db/src/Schema.cs"));
    }

    [Fact]
    public async Task The_template_gives_way()
    {
        using var p = await StrangerAsync("sqlite");
        await p.ExpectAsync(0, "init", "--url", p.Url);
        await p.ExpectAsync(0, "pull");
        Assert.DoesNotContain(
            "class Users : Table\n{\n    public readonly Column Id        = Uuid()",
            p.Read("db/src/Schema.cs"),
            StringComparison.Ordinal
        );
        await p.RefusedAsync(9, ["pull"], "ST9030", "migrations already");
    }

    [Fact]
    public async Task What_no_kind_claims_is_named()
    {
        using var p = await StrangerAsync("postgresql", PullSchemas.Unmanaged);
        var pulled = await p.ExpectAsync(0, "pull", "--url", p.Url);
        Assert.Contains("operator family \"public.reachable", pulled.Errors, StringComparison.Ordinal);
        Assert.Contains("is of a kind that this version does not manage", pulled.Errors, StringComparison.Ordinal);
        Assert.Contains("class Plain : Table", p.Read("db/src/Schema.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_may_only_read_is_enough()
    {
        using var p = await StrangerAsync("postgresql");
        await ScriptAsync(p, "create role reads login in role pg_read_all_data; alter role reads set default_transaction_read_only = on");
        var url = new NpgsqlConnectionStringBuilder(p.Url) { Username = "reads" }.ConnectionString;
        await p.ExpectAsync(0, "init", "--url", p.Url);
        p.Replace("strata.json", "\"environments\": {", $"\"environments\": {{ \"reader\": {{ \"url\": \"{url}\" }},");
        await p.ExpectAsync(0, "pull", "--env", "reader");
        Assert.Contains("class Films : Table", p.Read("db/src/Films.cs"), StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task An_empty_database_is_no_schema(string dialect)
    {
        using var p = await StrangerAsync(dialect, "select 1");
        await p.RefusedAsync(2, ["pull", "--url", p.Url], "ST2113", "nothing to pull");
        Assert.False(File.Exists(p.At("strata.json")));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_made()
    {
        using var p = new CliProject("sqlite:app.db");
        await p.RefusedAsync(11, ["pull", "--url", p.Url], "ST1243", "does not exist");
        Assert.Empty(Directory.GetFileSystemEntries(p.Root));
    }

    [Fact]
    public async Task Without_a_project_it_says_how_to_start_one()
    {
        using var p = await StrangerAsync("sqlite");
        await p.RefusedAsync(2, ["pull"], "ST2000", "strata pull --url URL");
        await p.ExpectAsync(0, "init", "--url", p.Url);
        await p.RefusedAsync(2, ["pull", "--url", p.Url], "ST2050", "strata pull --env NAME");
    }

    [Fact]
    public async Task As_json()
    {
        using var p = await StrangerAsync("sqlite");
        var result = (await p.ExpectAsync(0, "pull", "--url", p.Url, "--json")).Lines;
        Assert.Contains(
            result,
            l => l.GetProperty("type").GetString() == "wrote" && l.GetProperty("file").GetString() == "db/src/Schema.cs"
        );
        Assert.Equal("0000_baseline", result[^1].GetProperty("baseline").GetString());
    }

    private async Task<CliProject> StrangerAsync(string dialect, string? sql = null)
    {
        var project = new CliProject(
            dialect == "sqlite"
                ? "sqlite:app.db"
                : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None))
        );
        Directory.CreateDirectory(project.Root);
        await ScriptAsync(project, sql ?? (dialect == "sqlite" ? PullSchemas.Sqlite : PullSchemas.Everything));
        return project;
    }

    private static async Task ScriptAsync(CliProject project, string sql)
    {
        if (project.IsSqlite)
        {
            await project.SqlAsync(sql);
            return;
        }
        var done = await ProcessRunner.RunAsync("psql", ["-d", PgDump.Uri(project.Url), "-qX", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        Assert.True(done.ExitCode == 0, done.Errors);
    }

    private static async Task<IEnumerable<string>> DumpAsync(string url)
    {
        var dump = await ProcessRunner.RunAsync("pg_dump", ["-d", PgDump.Uri(url), "-s", "-N", "strata"]);
        Assert.True(dump.ExitCode == 0, dump.Errors);
        return dump.Output.Split('\n').Where(l => !l.StartsWith('\\'));
    }

    private static SortedDictionary<string, string> Written(CliProject p) =>
        new(
            Directory
                .GetFiles(p.At("db/src"), "*", SearchOption.AllDirectories)
                .ToDictionary(f => Path.GetRelativePath(p.Root, f), File.ReadAllText),
            StringComparer.Ordinal
        );
}
