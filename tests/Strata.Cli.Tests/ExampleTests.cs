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
        using var p = Copy(
            "examples/cinema",
            server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
        );
        var config = System.Text.RegularExpressions.Regex.Replace(
            p.Read("strata.json"),
            "\"url\": \"(postgres|Host)[^\"]*\"",
            $"\"url\": {System.Text.Json.JsonSerializer.Serialize(p.Url)}"
        );
        p.Write("strata.json", config);
        await p.ExpectAsync(0, "migrate", "--env", "local-pg");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--env", "local-pg")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test", "--env", "local-pg");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate", "--env", "local-pg")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cinema_is_deployed_with_its_services_as_a_canary_and_taken_back()
    {
        using var p = Copy("examples/cinema", "sqlite:cinema.db");
        var (api, web) = (FreePort(), FreePort());
        p.Write(
            "strata.json",
            p.Read("strata.json").Replace("5081", api, StringComparison.Ordinal).Replace("5080", web, StringComparison.Ordinal)
        );
        using var client = new HttpClient();
        Task<string> Page() => client.GetStringAsync($"http://127.0.0.1:{web}/", TestContext.Current.CancellationToken);
        try
        {
            await p.ExpectAsync(0, "deploy", "--env", "local", "--all", "--db-migrate", "--tag", "v1.0.0");
            Assert.Equal("0 films\n", await client.GetStringAsync($"http://127.0.0.1:{api}/", TestContext.Current.CancellationToken));
            await p.ExpectAsync(0, "deploy", "--env", "local", "--web", "--tag", "v1.1.0", "--canary", "50");
            var seen = new HashSet<string>();
            for (var i = 0; i < 200 && seen.Count < 2; i++)
                seen.Add(await Page());
            Assert.Equal(["<h1>Cinema v1.0.0</h1>\n", "<h1>Cinema v1.1.0</h1>\n"], seen.Order(StringComparer.Ordinal));
            await p.ExpectAsync(0, "deploy", "--env", "local", "--web", "--tag", "v1.1.0");
            Assert.Contains("v1.1.0", await Page(), StringComparison.Ordinal);
            await p.ExpectAsync(9, "deploy", "--env", "local", "--api", "--rollback");
            await p.ExpectAsync(0, "deploy", "--env", "local", "--web", "--rollback");
            Assert.Contains("v1.0.0", await Page(), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var service in new[] { "api", "web" })
                await Strata.Testing.ProcessRunner.RunAsync(p.At("services/service.sh"), ["local", service, "0", "stop"]);
        }
    }

    private static string FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
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
            using var p = new CliProject(
                dialect == "sqlite"
                    ? "sqlite:app.db"
                    : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
            )
            {
                Folder = folder,
            };
            p.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
            p.Variables["XDG_CACHE_HOME"] = p.At("cache");
            await p.ExpectAsync(0, "init", "--url", p.Url);
            File.Delete(p.At("db/src/Schema.cs"));
            CopyFolder(At(Everything(dialect)), p.At("db/src"));
            await p.ExpectAsync(0, "generate");
            written.Add(
                string.Join(
                    '\n',
                    Directory
                        .GetFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal)
                        .Select(f => $"{Path.GetFileName(f)}\n{File.ReadAllText(f)}")
                )
            );
        }
        Assert.Equal(written[0], written[1]);
    }

    private static string Everything(string dialect) =>
        "tests/Strata.Schema.Tests/Schemas/" + (dialect == "sqlite" ? "everything-sqlite" : "everything");

    internal static CliProject Copy(string folder, string url)
    {
        var p = new CliProject(url);
        CopyFolder(At(folder), p.Root);
        return p;
    }

    private static string At(string path, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", path));

    private static void CopyFolder(string from, string to)
    {
        foreach (
            var file in Directory
                .GetFiles(from, "*", SearchOption.AllDirectories)
                .Where(f =>
                    !f.EndsWith(".db", StringComparison.Ordinal)
                    && !f.Split(Path.DirectorySeparatorChar).Any(d => d is "bin" or "obj" or ".services" or ".strata")
                )
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
