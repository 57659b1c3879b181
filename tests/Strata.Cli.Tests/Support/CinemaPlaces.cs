using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Strata.Postgres.Shadow;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// A copy of examples/cinema with three environments: local on its server, staging on a second one behind socat, production on a third one
/// behind PgBouncer.
/// </summary>
internal sealed class CinemaPlaces : IAsyncDisposable
{
    private const string Password = "env:SECRET_";
    private static readonly string[] s_environments = ["local", "staging", "production"],
        s_services = ["api", "web"];
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, int> _ports = [];
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ShadowServer> _servers;
    private readonly PgBouncer _bouncer;
    private readonly Dictionary<string, string> _direct;

    private CinemaPlaces(CliProject project, List<ShadowServer> servers, PgBouncer bouncer, Dictionary<string, string> direct)
    {
        (Cli, _servers, _bouncer, _direct) = (project, servers, bouncer, direct);
        foreach (var environment in s_environments)
        foreach (var service in s_services)
            _ports[$"{environment} {service}"] = PgBouncer.FreePort();
    }

    public CliProject Cli { get; }

    /// <summary>Where nothing but what belongs to running programs may be.</summary>
    private string Temporary => Cli.At(".tmp");

    public static async Task<CinemaPlaces> CreateAsync(CliServer server)
    {
        var cancel = TestContext.Current.CancellationToken;
        List<ShadowServer> servers =
        [
            await ShadowServer.StartAsync(new() { Tcp = true }, cancel),
            await ShadowServer.StartAsync(new() { Tcp = true }, cancel),
        ];
        Dictionary<string, string> direct = new()
        {
            ["local"] = server.Server.TcpConnectionString(await server.Server.CreateDatabaseAsync(null, cancel)),
        };
        foreach (var (name, at) in new[] { ("staging", servers[0]), ("production", servers[1]) })
        {
            await PostgresFixture.ExecuteAsync(at.ConnectionString(), $"create database cinema_{name} template template0");
            direct[name] = at.TcpConnectionString($"cinema_{name}");
        }
        var places = new CinemaPlaces(
            ExampleTests.Copy("examples/cinema", direct["local"]),
            servers,
            await PgBouncer.StartAsync(servers[1]),
            direct
        );
        places.Configure();
        return places;
    }

    private void Configure()
    {
        var json = JsonNode
            .Parse(Cli.Read("strata.json"), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!
            .AsObject();
        var steps = json["services"]!["api"]!.AsObject().Where(s => s.Value is JsonValue).ToDictionary(s => s.Key, s => (string)s.Value!);
        json["dialect"] = "postgresql";
        json.Remove("open");
        json["migrations"] = "db/migrations-pg";
        json["content"] = new JsonObject { ["tables"] = new JsonArray("genres", "languages"), ["from"] = "local" };
        var local = new NpgsqlConnectionStringBuilder(_direct["local"]);
        var socket = new NpgsqlConnectionStringBuilder(_servers[0].ConnectionString());
        var environments = new JsonObject
        {
            ["local"] = new JsonObject { ["url"] = $"postgresql://postgres@127.0.0.1:{local.Port}/{local.Database}" },
            ["staging"] = new JsonObject
            {
                ["url"] = "postgresql://postgres@127.0.0.1:{port}/cinema_staging",
                ["policy"] = "preview",
                ["tunnel"] = new JsonObject
                {
                    ["run"] = new JsonArray(
                        "socat",
                        "TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr",
                        $"UNIX-CONNECT:{socket.Host}/.s.PGSQL.{socket.Port}"
                    ),
                },
            },
            ["production"] = new JsonObject
            {
                ["url"] = $"postgresql://postgres@127.0.0.1:{_bouncer.Port}/cinema_production",
                ["policy"] = "protected",
            },
        };
        foreach (var (name, environment) in environments)
        {
            environment!["password"] = Password + name.ToUpperInvariant();
            environment["services"] = new JsonObject(s_services.Select(s => KeyValuePair.Create(s, (JsonNode?)Service(name, s, steps))));
            var url = name == "production" ? _bouncer.Address(_servers[1], "cinema_production") : _direct[name];
            Cli.Variables["SECRET_" + name.ToUpperInvariant()] = new NpgsqlConnectionStringBuilder(url).Password;
            Cli.Variables["CINEMA_" + name.ToUpperInvariant()] = url;
        }
        json["environments"] = environments;
        Cli.Write("strata.json", json.ToJsonString());
        Directory.CreateDirectory(Temporary);
        // What builds the services leaves no server of its own behind.
        foreach (
            var (name, value) in new[]
            {
                ("STRATA_TEST_MARK", _mark),
                ("TMPDIR", Temporary),
                ("MSBUILDDISABLENODEREUSE", "1"),
                ("UseSharedCompilation", "false"),
                ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
            }
        )
            Cli.Variables[name] = value;
    }

    private JsonObject Service(string environment, string service, Dictionary<string, string> steps)
    {
        var port = _ports[$"{environment} {service}"].ToString(CultureInfo.InvariantCulture);
        var variable = $"CINEMA_DATABASE=\"$CINEMA_{environment.ToUpperInvariant()}\"";
        var json = new JsonObject(
            steps.Select(s =>
                KeyValuePair.Create(s.Key, (JsonNode?)$"{variable} {s.Value.Replace("5081", port, StringComparison.Ordinal)}")
            )
        );
        json["health"] = new JsonObject
        {
            ["url"] = $"http://127.0.0.1:{port}/health?revision={{revision}}",
            ["body"] = service,
            ["deadline"] = "5s",
        };
        return json;
    }

    public Task<CliResult> DeployAsync(int exit, string environment, params string[] arguments) =>
        Cli.ExpectAsync(exit, ["deploy", "--env", environment, .. arguments]);

    /// <summary>What a service says to who asks it.</summary>
    public async Task<string> AskAsync(string environment, string service, string path = "/") =>
        await _client.GetStringAsync($"http://127.0.0.1:{_ports[$"{environment} {service}"]}{path}", TestContext.Current.CancellationToken);

    /// <summary>The same, once a service has noticed that its pooled connection was ended with the former database.</summary>
    public async Task<string> AskAgainAsync(string environment, string service)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await AskAsync(environment, service);
            }
            catch (HttpRequestException) when (i < 5)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>The revision that answers.</summary>
    public async Task<string> ServesAsync(string environment, string service)
    {
        var answer = JsonDocument.Parse(await AskAsync(environment, service, "/health")).RootElement;
        Assert.Equal(service, answer.GetProperty("service").GetString());
        return answer.GetProperty("revision").GetString()!;
    }

    /// <summary>Rows of an environment's database, read past tunnel and pooler.</summary>
    public Task<IReadOnlyList<string>> QueryAsync(string environment, string sql) => PostgresFixture.QueryAsync(_direct[environment], sql);

    /// <summary>The films of each environment, and that its state is the last migration it was given.</summary>
    public async Task StandsAsync(string local, string staging, string production)
    {
        var status = await Cli.RunAsync("status", "--all");
        foreach (var (name, wanted) in new[] { ("local", local), ("staging", staging), ("production", production) })
        {
            var line = status.Output.Split('\n').Single(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal));
            // The number beside that of the applied ones.
            if (wanted == "pending")
                Assert.Matches(@"\s\d+\s+[1-9]\d*(\s{2}|\s*$)", line);
            else
                Assert.Contains(wanted, line, StringComparison.Ordinal);
        }
    }

    public async Task StopServicesAsync()
    {
        foreach (var environment in s_environments)
        foreach (var service in s_services)
            Assert.Equal(0, (await ProcessRunner.RunAsync(Cli.At("services/service.sh"), [environment, service, "0", "stop"])).ExitCode);
    }

    /// <summary>No process of any command, and no file of ours outside of the project's own folders.</summary>
    public async Task NothingIsLeftAsync()
    {
        await DeployProject.NobodyIsLeftAsync(_mark);
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(Temporary),
            f =>
                !Path.GetFileName(f).StartsWith("dotnet-diagnostic", StringComparison.Ordinal)
                && !Path.GetFileName(f).StartsWith("clr-debug", StringComparison.Ordinal)
                && Path.GetFileName(f).Contains("strata", StringComparison.OrdinalIgnoreCase)
        );
        foreach (var (name, url) in _direct.Where(d => d.Key != "local"))
            Assert.Equal(
                ["0"],
                await PostgresFixture.QueryAsync(
                    url,
                    $"select count(*) from pg_stat_activity where pid <> pg_backend_pid() and application_name ilike "
                        + $"'%strata%' and datname like 'cinema_{name}%' and state = 'active'"
                )
            );
    }

    public async ValueTask DisposeAsync()
    {
        await StopServicesAsync();
        await _bouncer.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
        _client.Dispose();
        Cli.Dispose();
    }
}
