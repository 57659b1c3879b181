using System.Diagnostics;
using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Databases behind a program that forwards a port.</summary>
public sealed class TunnelTests(CliServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A project whose staging database is behind a tunnel.</summary>
    /// <param name="run">JSON of the list; <c>@SOCKET@</c> stands for the server's socket.</param>
    /// <param name="more">More keys of the tunnel.</param>
    private async Task<CliProject> ProjectAsync(string run, string more = "")
    {
        var p = await server.ProjectAsync();
        var settings = new NpgsqlConnectionStringBuilder(p.Url);
        var command = run.Replace("@SOCKET@", $"{settings.Host}/.s.PGSQL.{settings.Port}", StringComparison.Ordinal);
        p.Write(
            "strata.json",
            $$"""
            { "environments": { "local": { "url": "Host=localhost;Port=1" },
              "staging": { "url": "postgresql://postgres@127.0.0.1:{port}/{{settings.Database}}",
                "password": "env:SECRET", "policy": "preview",
                "tunnel": { "run": {{command}}{{more}} } } } }
            """
        );
        p.Variables["SECRET"] = new NpgsqlConnectionStringBuilder(server.Server.TcpConnectionString()).Password;
        await p.ExpectAsync(0, "generate", "--name", "one");
        return p;
    }

    private static string Shell(string command) => System.Text.Json.JsonSerializer.Serialize(new[] { "sh", "-c", command });

    private const string Socat = """["socat", "TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr", "UNIX-CONNECT:@SOCKET@"]""";

    [Fact]
    public async Task A_command_runs_through_it_and_nothing_is_left()
    {
        using var p = await ProjectAsync(Socat);
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        Assert.Contains("0000_one", (await p.ExpectAsync(0, "status", "--env", "staging")).Output, StringComparison.Ordinal);
        await NothingIsLeftAsync(p);
    }

    [Fact]
    public async Task It_ends_with_a_command_that_is_killed_or_interrupted()
    {
        using var p = await ProjectAsync(Socat);
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        await p.CustomAsync("slow", p.Sleep(600));
        foreach (var signal in new[] { "KILL", "INT", "TERM" })
        {
            using var process = Process.Start(p.Start("migrate", "--env", "staging"))!;
            while (await CountAsync(p, "pg_sleep") == 0)
                await Task.Delay(50, Cancel);
            Assert.NotEmpty(Children(p));
            await ProcessRunner.RunAsync("kill", [$"-{signal}", $"{process.Id}"]);
            await process.WaitForExitAsync(Cancel);
            await NothingIsLeftAsync(p);
            await PostgresFixture.ExecuteAsync(
                p.Url,
                "select pg_terminate_backend(pid) from pg_stat_activity "
                    + "where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()"
            );
        }
    }

    [Theory]
    [InlineData("""["no-such-program", "{port}"]""", "ST1260", "no-such-program")]
    [InlineData("""["sh", "-c", "echo said on {port} >&2; exit 7"]""", "ST1261", "exit code 7")]
    [InlineData("""["sh", "-c", "echo waiting on {port}; exec sleep 600"]""", "ST1262", "waiting on")]
    [InlineData("""["socat", "TCP-LISTEN:{port},bind=127.0.0.1,fork", "EXEC:sleep 600"]""", "ST1262", "staging")]
    [InlineData("""["socat", "TCP-LISTEN:{port},bind=127.0.0.1,fork", "UNIX-CONNECT:/nowhere/socket"]""", "ST1262", "/nowhere/socket")]
    public async Task One_that_does_not_work_is_told_with_what_it_said(string run, params string[] words)
    {
        using var p = await ProjectAsync(run, """, "ready": "1s" """);
        var result = await p.ExpectAsync(11, "migrate", "--env", "staging");
        foreach (var word in words)
            Assert.Contains(word, result.Errors, StringComparison.Ordinal);
        await NothingIsLeftAsync(p);
    }

    [Fact]
    public async Task One_that_ends_in_the_middle()
    {
        using var p = await ProjectAsync(
            Shell(
                "socat TCP-LISTEN:{port},bind=127.0.0.1,fork UNIX-CONNECT:@SOCKET@ & echo $! > socat.pid; "
                    + "while [ ! -e stop ]; do sleep 0.1; done; kill $!; echo I am gone; exit 1"
            )
        );
        await p.CustomAsync("slow", p.Sleep(3) + " CREATE TABLE after_it (id integer);");
        p.Time = new HurriedTime();
        var running = p.RunAsync("migrate", "--env", "staging");
        while (await CountAsync(p, "pg_sleep") == 0 && !running.IsCompleted)
            await Task.Delay(50, Cancel);
        var listener = p.Read("socat.pid").Trim();
        p.Write("stop", "");
        while (Directory.Exists($"/proc/{listener}"))
            await Task.Delay(10, Cancel);
        // The connections it had forwarded live in processes of their own.
        await PostgresFixture.ExecuteAsync(
            p.Url,
            "select pg_terminate_backend(pid) from pg_stat_activity "
                + "where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()"
        );
        var ended = await running;
        Assert.True(ended.Exit is 11 or 14, $"{ended.Exit}\n{ended.All}");
        Assert.Contains("I am gone", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from pg_class where relname = 'after_it'"));
    }

    [Fact]
    public async Task A_port_that_somebody_else_takes_is_passed_over()
    {
        // The first two runs find the port in use, as when another program takes it between our look and theirs.
        using var p = await ProjectAsync(
            Shell(
                "echo x >> tries; [ $(wc -l < tries) -gt 2 ] || { echo bind: Address already in use; exit 1; }; "
                    + "exec socat TCP-LISTEN:{port},bind=127.0.0.1,fork UNIX-CONNECT:@SOCKET@"
            )
        );
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        Assert.Equal(3, p.Read("tries").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_socket_in_a_folder_of_its_own()
    {
        using var p = await ProjectAsync(Socat);
        var database = new NpgsqlConnectionStringBuilder(p.Url);
        var run = Shell(
            "mkdir -p '{socket}/project:region:films'; "
                + "exec socat 'UNIX-LISTEN:\"{socket}/project:region:films/.s.PGSQL.5432\",fork' "
                + $"'UNIX-CONNECT:{database.Host}/.s.PGSQL.{database.Port}'"
        );
        p.Write(
            "strata.json",
            $$"""
            { "environments": {
                "local": { "url": "Host=localhost;Port=1" },
                "staging": {
                  "url": "Host={socket}/project:region:films;Username=postgres;Database={{database.Database}}", "policy": "preview",
                  "tunnel": { "run": {{run}} } } } }
            """
        );
        await p.ExpectAsync(0, "migrate", "--env", "staging");
    }

    [Theory]
    [InlineData("""{ "run": "ssh" }""", "list")]
    [InlineData("""{ "run": [] }""", "list")]
    [InlineData("""{ "run": ["ssh", "{port}"], "redy": "1s" }""", "ready")]
    [InlineData("""{ "run": ["ssh", "{port}"], "ready": "soon" }""", "no time")]
    [InlineData("""{ "run": ["ssh", "-L", "5433:db:5432"] }""", "past the tunnel")]
    public async Task A_part_of_the_file_that_is_wrong(string tunnel, string word)
    {
        using var p = new CliProject("sqlite:app.db");
        p.Write(
            "strata.json",
            $$"""{ "environments": { "staging": { "url": "postgresql://me@127.0.0.1:{port}/app", "tunnel": {{tunnel}} } } }"""
        );
        var result = await p.ExpectAsync(2, "status", "--env", "staging");
        Assert.Contains(word, result.Errors, StringComparison.Ordinal);
        Assert.Contains("strata.json:1:", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forwarded_database_is_protected_unless_the_file_says_otherwise()
    {
        using var p = await ProjectAsync(Socat);
        p.Replace("strata.json", ", \"policy\": \"preview\"", "");
        Assert.Contains("ST9010", (await p.ExpectAsync(9, "push", "--env", "staging")).Errors, StringComparison.Ordinal);
        await NothingIsLeftAsync(p);
    }

    private static async Task<int> CountAsync(CliProject p, string query)
    {
        var asked =
            "select count(*) from pg_stat_activity where datname = current_database() "
            + $"and (query ilike '{query}%' or query ilike 'select {query}%')";
        return int.Parse((await p.QueryAsync(asked))[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What ends the tunnel ends a moment after it.</summary>
    private static async Task NothingIsLeftAsync(CliProject p)
    {
        for (var i = 0; i < 200 && Children(p).Count > 0; i++)
            await Task.Delay(50, Cancel);
        Assert.Empty(Children(p));
    }

    /// <summary>Processes that were started in the project's folder.</summary>
    private static List<string> Children(CliProject p)
    {
        List<string> found = [];
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                if (new DirectoryInfo(Path.Combine(process, "cwd")).ResolveLinkTarget(true)?.FullName == p.Root.TrimEnd('/'))
                    found.Add(File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' '));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }
        return found;
    }
}
