using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Servers that are not there, do not let us in, or are not fit; and passwords, which nobody ever sees.</summary>
public sealed class ConnectionTests(CliServer server)
{
    [Fact]
    public async Task What_a_url_leaves_out_comes_from_the_environment()
    {
        using var p = await server.ProjectAsync();
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(p.Url);
        p.Variables["PGHOST"] = settings.Host;
        p.Variables["PGPORT"] = settings.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        p.Variables["PGDATABASE"] = settings.Database;
        p.Variables["PGPASSWORD"] = settings.Password;
        p.Write(
            "strata.json",
            $$"""{ "dialect": "postgresql", "environments": { "local": { "url": "Username={{settings.Username}}" } } }"""
        );
        await p.ExpectAsync(0, "push");
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
    }

    [Fact]
    public async Task A_server_that_is_not_there()
    {
        using var p = Project($"postgresql://app:{Form.Secret}@127.0.0.1:1/app");
        foreach (var command in new[] { "migrate", "status", "push" })
        {
            var result = await p.ExpectAsync(11, command);
            Assert.Contains("cannot be reached", result.Errors, StringComparison.Ordinal);
            Assert.Contains("127.0.0.1", result.Errors, StringComparison.Ordinal);
        }
        await p.ExpectAsync(11, "status", "--verbose");
        await p.ExpectAsync(11, "status", "--json");
    }

    [Fact]
    public async Task A_password_that_is_missing_is_asked_for_and_then_works()
    {
        var tcp = server.Tcp("postgres");
        using var p = Project($"postgresql://{tcp.Username}@127.0.0.1:{tcp.Port}/postgres");
        foreach (var command in new[] { "migrate", "status", "push" })
        {
            var result = await p.ExpectAsync(11, command);
            Assert.Contains("asks for a password", result.Errors, StringComparison.Ordinal);
            Assert.Contains("PGPASSWORD", result.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("check host and port", result.Errors, StringComparison.Ordinal);
        }
        p.Variables["PGPASSWORD"] = new NpgsqlConnectionStringBuilder(server.Server.TcpConnectionString("postgres")).Password;
        await p.ExpectAsync(0, "status");
    }

    [Fact]
    public async Task A_database_that_takes_no_connection_is_not_a_matter_of_pg_hba()
    {
        var database = await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken);
        using var p = Project(new NpgsqlConnectionStringBuilder(server.Server.ConnectionString(database)).ConnectionString);
        await PostgresFixture.ExecuteAsync(server.Server.ConnectionString(), $"alter database \"{database}\" allow_connections false");
        var result = await p.ExpectAsync(11, "status");
        Assert.Contains("ALLOW_CONNECTIONS true", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("pg_hba", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_wrong_is_never_shown()
    {
        var tcp = server.Tcp("postgres");
        var url = $"postgresql://postgres:{Form.Secret}@127.0.0.1:{tcp.Port}/postgres";
        using var p = Project(url);
        foreach (var command in new[] { "migrate", "status", "push", "baseline" })
        {
            Assert.Contains("refused the login", (await p.ExpectAsync(11, command)).Errors, StringComparison.Ordinal);
            await p.ExpectAsync(11, command, "--verbose");
            await p.ExpectAsync(11, command, "--json", "--verbose");
        }
        await p.ExpectAsync(11, "diff", "--from", url, "--to", "empty", "--verbose");
        using var elsewhere = Project($"Host=127.0.0.1;Port={tcp.Port};Username=postgres;Database=postgres");
        elsewhere.Replace("strata.json", "\" }", "\", \"password\": \"env:DB_PASS\" }");
        elsewhere.Variables["DB_PASS"] = Form.Secret;
        await elsewhere.ExpectAsync(11, "status", "--verbose");
        elsewhere.Variables["DB_PASS"] = server.Server.Password;
        await elsewhere.ExpectAsync(0, "status");
        elsewhere.Variables["DB_PASS"] = null;
        Assert.Contains("export DB_PASS", (await elsewhere.ExpectAsync(2, "status")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://app:s3cr3t@127.0.0.1:port/app")]
    [InlineData("postgresql://app:s3cr3t@[::1/app")]
    [InlineData("Host=127.0.0.1;Password=s3cr3t;Prot=5432")]
    [InlineData("Host=127.0.0.1;Password=s3cr3t;Port=many")]
    [InlineData("postgres://app:s3cr3t@127.0.0.1/app?sslmod=require")]
    [InlineData("s3cr3t")]
    public async Task An_address_that_cannot_be_read_is_not_repeated(string url)
    {
        using var p = Project(url);
        await p.ExpectAsync(2, "status");
        await p.ExpectAsync(2, "migrate", "--verbose");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_offered()
    {
        var name = $"neu \"{Guid.NewGuid():N}\"";
        var url = new NpgsqlConnectionStringBuilder(server.Server.ConnectionString()) { Database = name }.ConnectionString;
        using var p = Project(url);
        foreach (var command in new[] { "push", "migrate" })
            Assert.Contains("--yes", (await p.ExpectAsync(10, command)).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(11, "status");
        await p.ExpectAsync(11, "push", "--dry-run");
        Assert.Contains("created the database", (await p.ExpectAsync(0, "push", "--yes")).Output, StringComparison.Ordinal);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(url, "select count(*) from films"));
    }

    [Fact]
    public async Task A_server_that_is_too_old()
    {
        using var old = new OldServer();
        using var p = Project(
            $"Host=127.0.0.1;Port={old.Port};Username=app;Database=app;SSL Mode=Disable;Server Compatibility Mode=NoTypeLoading"
        );
        var result = await p.RunAsync("migrate");
        Assert.True(result.Exit is 12, result.All);
        Assert.Contains("11", result.Errors, StringComparison.Ordinal);
        Assert.Contains("12", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write("app.db", "this is a text, and not a short one: it goes on for a while, so that the header could be here");
        foreach (var command in new[] { "push", "status" })
            await p.RefusedAsync(12, [command], "not a SQLite database", "strata.json");
        File.Delete(p.At("app.db"));
        Directory.CreateDirectory(p.At("app.db"));
        var result = await p.RunAsync("push");
        Assert.True(result.Exit is 11 or 12, result.All);
    }

    private static CliProject Project(string url)
    {
        var p = new CliProject(url);
        p.Write("strata.json", $"{{ \"environments\": {{ \"local\": {{ \"url\": {System.Text.Json.JsonSerializer.Serialize(url)} }} }} }}");
        p.Write("db/src/Schema.cs", Schemas.Films);
        p.Write("db/migrations/0000_one.sql", "create table films (id integer);");
        p.Write(
            "db/migrations/meta/_journal.json",
            "{ \"version\": \"1\", \"dialect\": \"postgresql\", \"entries\": [{ \"idx\": 0, \"when\": 1, \"tag\": \"0000_one\" }] }"
        );
        return p;
    }

    /// <summary>Speaks as much of the protocol as a client needs to learn that this is PostgreSQL 11.</summary>
    private sealed class OldServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public OldServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private static async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                var stream = client.GetStream();
                var buffer = new byte[8192];
                if (await stream.ReadAsync(buffer) == 0)
                    return;
                await stream.WriteAsync(
                    (byte[])
                        [
                            .. Message('R', [0, 0, 0, 0]),
                            .. Parameter("server_version", "11.22"),
                            .. Parameter("server_encoding", "UTF8"),
                            .. Parameter("client_encoding", "UTF8"),
                            .. Parameter("standard_conforming_strings", "on"),
                            .. Parameter("integer_datetimes", "on"),
                            .. Parameter("TimeZone", "UTC"),
                            .. Message('K', [0, 0, 0, 1, 0, 0, 0, 1]),
                            .. Message('Z', "I"u8),
                        ]
                );
                while (await stream.ReadAsync(buffer) > 0)
                    await stream.WriteAsync(
                        (byte[])
                            [
                                .. Message('1', []),
                                .. Message('2', []),
                                .. Message('T', Fields()),
                                .. Message('D', Row()),
                                .. Message('C', "SELECT 1\0"u8),
                                .. Message('1', []),
                                .. Message('2', []),
                                .. Message('T', [0, 1, .. Field("set_config", 25, -1)]),
                                .. Message('C', "SELECT 0\0"u8),
                                .. Message('Z', "I"u8),
                            ]
                    );
            }
        }

        private static byte[] Fields() =>
            [0, 5, .. Field("v", 23, 4), .. Field("p", 23, 4), .. Field("r", 16, 1), .. Field("o", 16, 1), .. Field("d", 25, -1)];

        private static byte[] Field(string name, byte type, short size) =>
            [.. Encoding.UTF8.GetBytes(name), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, type, (byte)(size >> 8), (byte)size, 255, 255, 255, 255, 0, 1];

        // 110022, the process that the greeting named, no replica, not read-only, the database.
        private static byte[] Row() =>
            [0, 5, 0, 0, 0, 4, 0, 1, 173, 198, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, .. "app"u8];

        private static byte[] Parameter(string name, string value) =>
            Message('S', [.. Encoding.UTF8.GetBytes(name), 0, .. Encoding.UTF8.GetBytes(value), 0]);

        private static byte[] Message(char type, ReadOnlySpan<byte> body)
        {
            var length = body.Length + 4;
            return [(byte)type, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. body];
        }
    }
}
