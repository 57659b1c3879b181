using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A marked password is in nothing that anybody else can see: no output, no file, no process list.</summary>
public sealed class SecretTests(CliServer server)
{
    private static readonly string[][] s_commands =
    [
        ["config"],
        ["doctor"],
        ["status"],
        ["status", "--all"],
        ["status", "--runs"],
        ["push"],
        ["push", "--dry-run"],
        ["generate", "--check"],
        ["check"],
        ["drift"],
        ["migrate"],
        ["migrate", "--dry-run"],
        ["diff", "--from", "env:local", "--to", "schema"],
        ["baseline"],
        ["repair"],
        ["purge", "--dry-run"],
        ["rollback", "--dry-run"],
        ["env", "adopt"],
        ["env", "convert"],
        ["dump"],
        ["reset", "--yes"],
        ["script"],
        ["deploy", "--env", "local", "--db-migrate", "--api"],
        ["deploy", "--env", "local", "--db-wipe", "--from", "other", "--yes"],
        ["deploy", "--env", "local", "--sync-content", "--from", "other"],
        ["undo-wipe", "--yes"],
        ["deploy", "history", "--env", "local"],
        ["pull", "--force"],
        ["adopt", "dbmate", "db/migrations"],
        ["squash", "--drop-data"],
        ["rebase"],
        ["bundle", "--output", "bundled"],
        ["restore", "db/backups/none"],
        ["generate", "--name", "more"],
        ["init"],
    ];

    private const string Fine = "fine";
    private const string WrongDatabase = "wrong database";
    private const string WrongPassword = "wrong password";
    private const string Unreachable = "unreachable";

    [Theory]
    [InlineData("url", Fine)]
    [InlineData("words", Fine, Traits = ["Run", "long"])]
    [InlineData("env", Fine, Traits = ["Run", "long"])]
    [InlineData("cmd", Fine)]
    [InlineData("file", Fine, Traits = ["Run", "long"])]
    [InlineData("PGPASSWORD", Fine, Traits = ["Run", "long"])]
    [InlineData("url", WrongDatabase, Traits = ["Run", "long"])]
    [InlineData("url", WrongPassword)]
    [InlineData("words", WrongPassword, Traits = ["Run", "long"])]
    [InlineData("url", Unreachable, Traits = ["Run", "long"])]
    public async Task A_password_is_nowhere_to_be_seen(string way, string state)
    {
        using var p = await ProjectAsync(way, state, out var secret);
        using var watch = new ProcessWatch(secret);
        var exits = new List<int>();
        foreach (var command in s_commands)
        {
            foreach (
                var extra in state == Fine
                    ? (string[][])
                        [
                            [],
                            ["--json", "--verbose"],
                        ]
                    :
                    [
                        ["--verbose"],
                    ]
            )
            {
                var result = await p.RunAsync([.. command, .. extra]);
                // A command with --yes has made it.
                if (state == WrongDatabase)
                    await server.Server.DropDatabaseAsync(Missing(p), TestContext.Current.CancellationToken);
                exits.Add(result.Exit);
                Assert.False(result.All.Contains(secret, StringComparison.Ordinal), $"{string.Join(' ', command)}: {result.All}");
            }
        }
        Assert.Contains(
            state switch
            {
                Fine => 0,
                _ => 11,
            },
            exits
        );
        Assert.Empty(watch.Seen);
        // What the project says itself aside, no file of it has the secret.
        string[] own = ["strata.json", "secret.txt"];
        foreach (
            var file in Directory.EnumerateFiles(p.Root, "*", SearchOption.AllDirectories).Where(f => !own.Contains(Path.GetFileName(f)))
        )
            Assert.False(
                (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Contains(secret, StringComparison.Ordinal),
                file
            );
    }

    private Task<CliProject> ProjectAsync(string way, string state, out string secret)
    {
        // Not that of the server: other tests write it on command lines of their own.
        secret = "MARKED_" + Guid.NewGuid().ToString("N");
        var password = secret;
        return MakeAsync(way, state, password);
    }

    private async Task<CliProject> MakeAsync(string way, string state, string password)
    {
        var cancel = TestContext.Current.CancellationToken;
        var tcp = new NpgsqlConnectionStringBuilder(
            server.Server.TcpConnectionString(await server.Server.CreateDatabaseAsync(null, cancel))
        );
        var other = await server.Server.CreateDatabaseAsync(null, cancel);
        var port = state == Unreachable ? 1 : tcp.Port;
        var login = $"secret_{Guid.NewGuid():N}";
        await PostgresFixture.ExecuteAsync(
            server.Server.ConnectionString(tcp.Database!),
            $"create role {login} superuser login password '{(state == WrongPassword ? "another" : password)}'"
        );
        string Address(string database)
        {
            var name = state == WrongDatabase ? $"{database}_missing" : database;
            return way switch
            {
                "url" => $"\"url\": \"postgresql://{login}:{password}@127.0.0.1:{port}/{name}\"",
                "words" => $"\"url\": \"Host=127.0.0.1;Port={port};Username={login};Password={password};Database={name}\"",
                "env" => $"\"url\": \"postgresql://{login}@127.0.0.1:{port}/{name}\", \"password\": \"env:THE_SECRET\"",
                "cmd" => $"\"url\": \"postgresql://{login}@127.0.0.1:{port}/{name}\", \"password\": \"cmd:cat secret.txt\"",
                "file" => $"\"url\": \"postgresql://{login}@127.0.0.1:{port}/{name}\", \"password\": \"file:secret.txt\"",
                _ => $"\"url\": \"postgresql://{login}@127.0.0.1:{port}/{name}\"",
            };
        }

        var p = new CliProject(server.Server.ConnectionString(tcp.Database!));
        p.Write(
            "strata.json",
            $$"""
            { "environments": { "local": { {{Address(tcp.Database!)}} }, "other": { {{Address(other)}} } },
              "content": { "tables": ["films"] },
              "services": { "api": { "deploy": "env; exit 3" } } }
            """
        );
        p.Write("secret.txt", password + "\n");
        p.Write("db/src/Schema.cs", Schemas.Films);
        if (way == "env")
            p.Variables["THE_SECRET"] = password;
        if (way == "PGPASSWORD")
            p.Variables["PGPASSWORD"] = password;
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("fails", "SELECT nothing_like_it();");
        return p;
    }

    private static string Missing(CliProject p) => $"{new NpgsqlConnectionStringBuilder(p.Url).Database}_missing";

    /// <summary>Looks at the command line of every process, again and again.</summary>
    private sealed class ProcessWatch : IDisposable
    {
        private const int Looks = 5;
        private readonly CancellationTokenSource _end = new();
        private readonly Thread _thread;
        private readonly string _secret;

        public ProcessWatch(string secret)
        {
            _secret = secret;
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public List<string> Seen { get; } = [];

        private void Run()
        {
            // A process takes its last command line soon after it was made: of old ones it is known.
            Dictionary<string, int> looks = new(StringComparer.Ordinal);
            while (!_end.IsCancellationRequested)
            {
                foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
                {
                    if ((looks[process] = looks.GetValueOrDefault(process) + 1) > Looks)
                        continue;
                    try
                    {
                        var line = File.ReadAllText(Path.Combine(process, "cmdline"));
                        if (line.Contains(_secret, StringComparison.Ordinal))
                            Seen.Add(line.Replace('\0', ' '));
                    }
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                    {
                        // It ended meanwhile.
                    }
                }
                Thread.Sleep(3);
            }
        }

        public void Dispose()
        {
            _end.Cancel();
            _thread.Join();
            _end.Dispose();
        }
    }
}
