using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Core.Hosting;
using Strata.Postgres.Connections;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Settings that psql would find are found, and a server elsewhere proves who it is.</summary>
public sealed class PgSettingsTests(CliServer server)
{
    private async Task<(CliProject Project, NpgsqlConnectionStringBuilder Tcp)> ProjectAsync(string url)
    {
        var p = new CliProject(url);
        p.Write("strata.json", $$"""{ "environments": { "local": { "url": "{{url}}" } } }""");
        p.Write("db/src/Schema.cs", Schemas.Films);
        return (
            p,
            new NpgsqlConnectionStringBuilder(
                server.Server.TcpConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
            )
        );
    }

    [Fact]
    public async Task Variables_and_a_password_file()
    {
        var (p, tcp) = await ProjectAsync("postgresql://");
        using var _ = p;
        foreach (
            var (name, value) in new[]
            {
                ("PGHOST", tcp.Host),
                ("PGPORT", $"{tcp.Port}"),
                ("PGDATABASE", tcp.Database),
                ("PGUSER", "postgres"),
            }
        )
            p.Variables[name] = value;
        Assert.Contains("ST1240", (await p.ExpectAsync(11, "push")).Errors, StringComparison.Ordinal);
        p.Write("pass", $"{tcp.Host}:{tcp.Port}:*:postgres:{tcp.Password}\n");
        await ProcessRunner.RunAsync("chmod", ["0600", p.At("pass")]);
        p.Variables["PGPASSFILE"] = p.At("pass");
        await p.ExpectAsync(0, "push");
        p.Variables["PGPASSFILE"] = null;
        p.Variables["HOME"] = p.At("home");
        p.Write("home/.pgpass", $"*:*:*:*:{tcp.Password}\n");
        await ProcessRunner.RunAsync("chmod", ["0600", p.At("home/.pgpass")]);
        await p.ExpectAsync(0, "push");
        p.Variables["HOME"] = null;
        p.Variables["PGPASSWORD"] = tcp.Password;
        await p.ExpectAsync(0, "push");
    }

    [Theory]
    [InlineData("postgresql:///?service=films")]
    [InlineData("service=films")]
    public async Task A_connection_service(string url)
    {
        var (p, tcp) = await ProjectAsync(url);
        using var _ = p;
        p.Variables["PGSERVICEFILE"] = p.At("services");
        p.Write(
            "services",
            $"# ours\n[other]\nhost=nowhere.invalid\n[films]\nhost={tcp.Host}\nport={tcp.Port}\nuser=postgres\ndbname={tcp.Database}"
                + $"\npassword={tcp.Password}\n[after]\nport=1\n"
        );
        await p.ExpectAsync(0, "push");
        p.Replace("strata.json", "films", "flims");
        Assert.Contains("flims", (await p.ExpectAsync(2, "push")).Errors, StringComparison.Ordinal);
        p.Replace("strata.json", "flims", "films");
        p.Replace("services", "user=postgres", "user postgres");
        var broken = await p.ExpectAsync(2, "push");
        Assert.Contains("services:7", broken.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(tcp.Password!, broken.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://me@db.example.com/app", SslMode.VerifyFull)]
    [InlineData("Host=db.example.com;Database=app", SslMode.VerifyFull)]
    [InlineData("Host=127.0.0.1,db.example.com;Database=app", SslMode.VerifyFull)]
    [InlineData("postgresql://me@db.example.com/app?sslmode=require", SslMode.Require)]
    [InlineData("postgresql://me@db.example.com/app?sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("Host=db.example.com;SslMode=Disable", SslMode.Disable)]
    [InlineData("postgresql://me@localhost/app", SslMode.Prefer)]
    [InlineData("Host=/cloudsql/project:region:films;Database=app", SslMode.Prefer)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    public void A_server_that_is_not_here_has_to_prove_who_it_is(string url, SslMode mode) =>
        Assert.Equal(mode, PostgresUrl.Parse(url, EnvironmentVariables.OfProcess()).SslMode);

    [Fact]
    public async Task A_server_without_a_certificate_is_not_talked_to()
    {
        var (p, tcp) = await ProjectAsync("x");
        using var _ = p;
        p.Write(
            "strata.json",
            $$"""
            { "environments": { "local": {
                "url": "postgresql://postgres@{{tcp.Host}}:{{tcp.Port}}/{{tcp.Database}}?sslmode=verify-full",
                "password": "env:SECRET" } } }
            """
        );
        p.Variables["SECRET"] = tcp.Password;
        var result = await p.ExpectAsync(11, "push");
        Assert.Contains("encryption", result.Errors, StringComparison.Ordinal);
        Assert.Contains("sslmode", result.Errors, StringComparison.Ordinal);
    }
}
