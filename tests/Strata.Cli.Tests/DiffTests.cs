using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Any source into any other, as SQL and nothing else.</summary>
public sealed class DiffTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Renames_are_those_of_the_schema_and_of_the_command_line(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("insert into films (id, title, year) values (1, 'Alien', 1979)");
        p.Schema("Title = Text();", "Name = Text().RenamedFrom(\"title\");");
        p.Schema("Year  = Integer().Nullable();", "Released = Integer().Nullable();");

        var undecided = await p.ExpectAsync(0, "diff", "--from", "env:local", "--to", "schema");
        Assert.Contains("--rename films.year=released", undecided.Errors, StringComparison.Ordinal);
        Assert.Contains("--drop films.year", undecided.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("title", undecided.Errors, StringComparison.Ordinal);
        var dropped = await p.ExpectAsync(0, "diff", "--from", "env:local", "--to", "schema", "--drop", "films.year");
        Assert.DoesNotContain("--rename", dropped.Errors, StringComparison.Ordinal);
        await p.RefusedAsync(2, ["diff", "--from", "env:local", "--to", "schema", "--rename", "films.yaer=released"], "ST1102");

        var sql = await p.ExpectAsync(0, "diff", "--from", "env:local", "--to", "schema", "--rename", "films.year=released");
        Assert.DoesNotContain("--rename", sql.Errors, StringComparison.Ordinal);
        string[] statements = p.IsSqlite ? [sql.Output] : sql.Output.Split(";\n", StringSplitOptions.RemoveEmptyEntries);
        foreach (var statement in statements)
            await p.SqlAsync(statement);
        Assert.Equal(["1|Alien|1979"], await p.QueryAsync("select id, name, released from films"));
        Assert.Equal("", await DiffAsync(p, "env:local", "schema"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Every_source_is_the_same_schema(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        var sql = await DiffAsync(p, "empty", "schema");
        p.Write("all.sql", sql);
        p.Write("parts/a.sql", sql);
        List<string> sources = ["migrations", "migrations:0", "snapshot", "env:local", "all.sql", "parts", p.Url];
        if (!p.IsSqlite)
        {
            var tcp = server.Tcp(new NpgsqlConnectionStringBuilder(p.Url).Database!);
            sources.AddRange([
                $"postgres://postgres:{server.Server.Password}@127.0.0.1:{tcp.Port}/{tcp.Database}",
                $"postgresql://postgres:{server.Server.Password}@127.0.0.1:{tcp.Port}/{tcp.Database}",
            ]);
        }
        foreach (var source in sources)
            Assert.Equal("", await DiffAsync(p, source, "schema"));

        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        var change = await DiffAsync(p, "env:local", "schema");
        Assert.Contains("rating", change, StringComparison.Ordinal);
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        await p.SqlAsync(change);
        Assert.Equal(["1|Alien|3"], await p.QueryAsync("select id, title, rating from films"));
        Assert.Equal("", await DiffAsync(p, "env:local", "schema"));
        var json = await p.ExpectAsync(0, "diff", "--from", "schema", "--to", "empty", "--json");
        Assert.Contains(
            json.Lines,
            l =>
                l.GetProperty("type").GetString() == "statement"
                && l.GetProperty("sql").GetString()!.StartsWith("DROP TABLE", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Two_databases_need_no_configuration()
    {
        using var p = new CliProject("sqlite:app.db");
        await p.SqlAsync("create table a (id integer primary key)");
        Assert.Contains("a", await DiffAsync(p, "empty", "sqlite:app.db"), StringComparison.Ordinal);
        await p.RefusedAsync(2, ["diff", "--from", "sqlite:app.db", "--to", "postgresql://localhost/x"], "different dialects");
        await p.RefusedAsync(2, ["diff", "--from", "sqlite:app.db", "--to", "schema"], "ST2000");
    }

    private static async Task<string> DiffAsync(CliProject p, string from, string to)
    {
        var result = await p.ExpectAsync(0, "diff", "--from", from, "--to", to);
        Assert.Equal("", result.Errors);
        return result.Output;
    }

    [Fact]
    public async Task What_a_killed_command_left_is_swept_on_a_machine_without_ps()
    {
        using var p = await server.ProjectAsync("sqlite");
        Directory.CreateDirectory(p.At("bin"));
        foreach (
            var program in "/usr/bin /usr/sbin /bin /sbin"
                .Split(' ')
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateFiles)
                .DistinctBy(Path.GetFileName)
                .Where(f => Path.GetFileName(f) is not ("ps" or "kill"))
        )
            File.CreateSymbolicLink(p.At($"bin/{Path.GetFileName(program)}"), program);
        var user = (await ProcessRunner.RunAsync("id", ["-u"])).Output.Trim();
        var left = Path.Combine(Path.GetTempPath(), $"strata-{user}", $"pg-{Guid.NewGuid():N}"[..15]);
        await ProcessRunner.RunAsync("mkdir", ["-p", left]);
        await File.WriteAllTextAsync(left + ".lock", "", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(left, "data"));
        await File.WriteAllTextAsync(
            Path.Combine(left, "data", "postmaster.pid"),
            $"{Environment.ProcessId}\n",
            TestContext.Current.CancellationToken
        );
        p.Write("a.sql", "create table a (b integer);");
        p.Variables["PATH"] = p.At("bin");
        p.Replace("strata.json", "\"sqlite\"", "\"postgresql\"");
        p.Replace("strata.json", "sqlite:app.db", "postgresql://nobody@127.0.0.1:1/none");
        var said = await p.ExpectAsync(0, "diff", "--from", "empty", "--to", "a.sql");
        Assert.Contains("CREATE TABLE", said.Output, StringComparison.Ordinal);
        Assert.Equal("", said.Errors);
        Assert.False(Directory.Exists(left));
    }
}
