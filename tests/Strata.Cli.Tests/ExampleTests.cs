using System.Runtime.CompilerServices;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What ships with the project works as it is, and the schema with everything in it is pushed once.</summary>
public sealed class ExampleTests(CliServer server)
{
    [Fact]
    public async Task Cinema_is_migrated_on_sqlite_with_no_other_step()
    {
        using var p = Copy("examples/cinema", "sqlite:cinema.db");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cinema_is_migrated_on_postgresql()
    {
        using var p = Copy("examples/cinema", server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken)));
        var config = System.Text.RegularExpressions.Regex.Replace(p.Read("strata.json"), "\"url\": \"(postgres|Host)[^\"]*\"", $"\"url\": {System.Text.Json.JsonSerializer.Serialize(p.Url)}");
        p.Write("strata.json", config);
        await p.ExpectAsync(0, "migrate", "--env", "local-pg");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--env", "local-pg")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test", "--env", "local-pg");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate", "--env", "local-pg")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Every_type_and_option_is_pushed_once(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        File.Delete(p.At("db/src/Schema.cs"));
        CopyFolder(At(Everything(dialect)), p.At("db/src"));
        await p.ExpectAsync(0, "push");
        var second = await p.ExpectAsync(0, "push");
        Assert.Contains("no changes", second.Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "generate");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "baseline");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_same_schema_gives_the_same_bytes(string dialect)
    {
        var written = new List<string>();
        foreach (var folder in new[] { "here", "elsewhere" })
        {
            using var p = new CliProject(dialect == "sqlite" ? "sqlite:app.db" : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))) { Folder = folder };
            p.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
            p.Variables["XDG_CACHE_HOME"] = p.At("cache");
            await p.ExpectAsync(0, "init", "--url", p.Url);
            File.Delete(p.At("db/src/Schema.cs"));
            CopyFolder(At(Everything(dialect)), p.At("db/src"));
            await p.ExpectAsync(0, "generate");
            written.Add(string.Join('\n', Directory.GetFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)}\n{File.ReadAllText(f)}")));
        }
        Assert.Equal(written[0], written[1]);
    }

    private static string Everything(string dialect) => "tests/Strata.Schema.Tests/Schemas/" + (dialect == "sqlite" ? "everything-sqlite" : "everything");

    internal static CliProject Copy(string folder, string url)
    {
        var p = new CliProject(url);
        CopyFolder(At(folder), p.Root);
        return p;
    }

    private static string At(string path, [CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", path));

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".db", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
