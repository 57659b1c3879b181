using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>
/// One file that migrates, where there is neither the project nor an SDK. Only native code can be one file: the program of STRATA_NATIVE.
/// </summary>
[Trait("Needs", "native")]
public sealed class BundleTests(CliServer server) : IDisposable
{
    private readonly TempFolder _elsewhere = new();

    public void Dispose() => _elsewhere.Dispose();

    private static readonly string s_native =
        Environment.GetEnvironmentVariable("STRATA_NATIVE") ?? throw new InvalidOperationException("STRATA_NATIVE names no program.");

    /// <summary>Makes a bundle and moves it away.</summary>
    private async Task<string> BundleAsync(CliProject p)
    {
        p.Native = s_native;
        await p.ExpectAsync(0, "bundle", "--output", "ship");
        var path = Path.Combine(_elsewhere.Path, "ship it");
        File.Move(p.At("ship"), path);
        return path;
    }

    /// <summary>In another folder, with the variables that are given and no other.</summary>
    private async Task<ProcessResult> RunAsync(string bundle, string variables, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(
            "env",
            ["-i", "-C", _elsewhere.Path, .. variables.Split(' ', StringSplitOptions.RemoveEmptyEntries), bundle, .. arguments]
        );
        Form.Require(arguments, new CliResult(result.ExitCode, result.Output, result.Errors));
        return result;
    }

    private async Task<string> ExpectAsync(int exit, string bundle, string variables, params string[] arguments)
    {
        var result = await RunAsync(bundle, variables, arguments);
        Assert.True(result.ExitCode == exit, $"{string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Output}{result.Errors}");
        return result.Output + result.Errors;
    }

    private async Task<CliProject> ProjectAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "films");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "stars");
        return p;
    }

    [Fact]
    public async Task PostgreSQL_is_migrated_by_the_file_alone()
    {
        using var p = await ProjectAsync("postgresql");
        p.Replace("strata.json", "\"local\"", "\"production\": { \"url\": \"env:SHIP_URL\", \"policy\": \"protected\" },\n    \"local\"");
        var bundle = await BundleAsync(p);
        var database = await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken);
        var production = new NpgsqlConnectionStringBuilder(server.Server.ConnectionString(database)) { ApplicationName = null };
        var url = $"SHIP_URL={production.ConnectionString.Replace(" ", "", StringComparison.Ordinal)}";
        await ExpectAsync(5, bundle, url, "status", "--check", "--env", "production");
        Assert.Contains(
            "nothing was run",
            await ExpectAsync(0, bundle, url, "migrate", "--env", "production", "--dry-run"),
            StringComparison.Ordinal
        );
        await ExpectAsync(0, bundle, url, "migrate", "--env", "production", "--to", "0");
        Assert.Contains(
            "1 migration applied",
            await ExpectAsync(0, bundle, url, "migrate", "--env", "production"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "\"pending\":1",
            await ExpectAsync(0, bundle, url, "status", "--check", "--env", "production", "--json"),
            StringComparison.Ordinal
        );
        Assert.Contains("up to date", await ExpectAsync(0, bundle, url, "migrate", "--env", "production"), StringComparison.Ordinal);
        Assert.Contains("SHIP_URL", await ExpectAsync(2, bundle, "", "migrate", "--env", "production"), StringComparison.Ordinal);

        // The project itself sees what the bundle did.
        p.Variables["SHIP_URL"] = url["SHIP_URL=".Length..];
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--env", "production")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift", "--env", "production");
    }

    [Fact]
    public async Task A_tunnel_goes_along_and_no_first_contact_is_remembered_in_it()
    {
        using var p = await ProjectAsync("postgresql");
        var settings = new NpgsqlConnectionStringBuilder(p.Url);
        p.Write(
            "strata.json",
            $$"""
            { "environments": { "local": {
                "url": "postgresql://postgres@127.0.0.1:{port}/{{settings.Database}}",
                "password": "env:SHIP_SECRET",
                "policy": "protected",
                "tunnel": { "run": [
                  "socat",
                  "TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr",
                  "UNIX-CONNECT:{{settings.Host}}/.s.PGSQL.{{settings.Port}}"] } } } }
            """
        );
        var bundle = await BundleAsync(p);
        var said = await ExpectAsync(
            0,
            bundle,
            $"PATH=/usr/bin:/bin SHIP_SECRET={new NpgsqlConnectionStringBuilder(server.Server.TcpConnectionString()).Password}",
            "migrate",
            "--env",
            "local"
        );
        Assert.Contains("2 migrations applied", said, StringComparison.Ordinal);
        Assert.DoesNotContain("first contact", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SQLite_comes_with_its_library()
    {
        using var p = await ProjectAsync("sqlite");
        var bundle = await BundleAsync(p);
        await ExpectAsync(0, bundle, "TMPDIR=" + _elsewhere.Path, "migrate");
        Assert.True(File.Exists(Path.Combine(_elsewhere.Path, "app.db")));
        Assert.Contains("up to date", await ExpectAsync(0, bundle, "", "status"), StringComparison.Ordinal);
        Assert.Contains("up to date", await ExpectAsync(0, bundle, "", "migrate"), StringComparison.Ordinal);
        await ExpectAsync(0, bundle, "", "migrate", "--url", "sqlite:other.db");
        await ExpectAsync(0, bundle, "OTHER=sqlite:third.db", "migrate", "--url", "env:OTHER");
        Assert.True(File.Exists(Path.Combine(_elsewhere.Path, "third.db")));
        Assert.Empty(Directory.GetDirectories(_elsewhere.Path));
    }

    [Fact]
    public async Task It_takes_what_it_can_do_and_nothing_else()
    {
        using var p = await ProjectAsync("sqlite");
        var bundle = await BundleAsync(p);
        var wrong = await ExpectAsync(2, bundle, "", "push");
        Assert.Contains("this program is a bundle of migrations, and has no command \"push\"", wrong, StringComparison.Ordinal);
        Assert.Contains("use one of: migrate, status", wrong, StringComparison.Ordinal);
        await ExpectAsync(2, bundle, "", "migrate", "--test");
        await ExpectAsync(2, bundle, "", "migrate", "--config", "x.json");
        Assert.Contains("migrate", await ExpectAsync(0, bundle, ""), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_elsewhere.Path, "*.db"));
    }

    [Fact]
    public async Task A_changed_file_is_noticed()
    {
        using var p = await ProjectAsync("sqlite");
        var bundle = await BundleAsync(p);
        var bytes = await File.ReadAllBytesAsync(bundle, TestContext.Current.CancellationToken);
        foreach (var back in new[] { 17, 50, 200, 900 })
        {
            var changed = (byte[])bytes.Clone();
            changed[^back] ^= 1;
            await File.WriteAllBytesAsync(bundle, changed, TestContext.Current.CancellationToken);
            Assert.Contains("ST3070", await ExpectAsync(3, bundle, "", "migrate"), StringComparison.Ordinal);
        }
        Assert.Empty(Directory.GetFiles(_elsewhere.Path, "*.db"));
    }

    [Fact]
    public async Task What_must_not_go_in_does_not()
    {
        using var p = await ProjectAsync("postgresql");
        await BundleAsync(p);
        await p.ExpectAsync(0, "bundle", "--output", "again");
        await p.RefusedAsync(9, ["bundle", "--output", "again"], "ST9042", "--force");
        await p.ExpectAsync(0, "bundle", "--output", "again", "--force");
        p.Replace("strata.json", "\"local\"", $"\"staging\": {{ \"url\": \"postgresql://me:{Form.Secret}@localhost/x\" }},\n    \"local\"");
        await p.RefusedAsync(9, ["bundle", "--output", "more"], "ST9041", "staging", "strata.json:");
        p.Replace(
            "strata.json",
            $"\"postgresql://me:{Form.Secret}@localhost/x\"",
            $"\"postgresql://me@localhost/x\", \"password\": \"{Form.Secret}\""
        );
        await p.RefusedAsync(9, ["bundle", "--output", "more"], "ST9041");
        p.Replace("strata.json", $"\"password\": \"{Form.Secret}\"", "\"password\": \"env:STAGING_PASSWORD\"");
        await p.ExpectAsync(0, "bundle", "--output", "more");
        p.Write($"db/migrations/{p.Migrations[0]}.sql", "SELECT 1;");
        await p.RefusedAsync(3, ["bundle", "--output", "broken"], "ST3012");
        Assert.False(File.Exists(p.At("broken")));
    }
}

/// <summary>The program that is not native code.</summary>
public sealed class BundleRefusalTests(CliServer server)
{
    [Fact]
    public async Task A_bundle_needs_a_program_of_native_code()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "films");
        p.RunsProgram = true;
        await p.RefusedAsync(12, ["bundle", "--output", "ship"], "ST1250", "native code");
        Assert.False(File.Exists(p.At("ship")));
    }
}
