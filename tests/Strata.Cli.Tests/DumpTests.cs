using System.Runtime.Versioning;
using System.Text.Json;
using Npgsql;
using Strata.Backups;
using Strata.Cli.Tests.Support;
using Strata.Core.Problems;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Backups: whole or not there, and as they were when brought back.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DumpTests(CliServer server)
{
    /// <summary>A project with rows in its local environment, and an empty one called "copy".</summary>
    private async Task<(CliProject Project, CliProject Copy)> RichAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979), (2, 'Brazil', null)");
        await RichRows.LoadAsync(p);
        var copy = new CliProject(
            p.IsSqlite
                ? $"sqlite:{p.At("copy.db")}"
                : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None))
        );
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{dialect}}",
              "environments": { "local": { "url": "{{p.Url}}" }, "copy": { "url": "{{copy.Url}}", "policy": "open" } } }
            """
        );
        return (p, copy);
    }

    internal static string Backup(CliProject p) => Assert.Single(Directory.GetDirectories(p.At("db/backups")));

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_is_restored_is_what_was_dumped(string dialect)
    {
        var (p, copy) = await RichAsync(dialect);
        using (p)
        using (copy)
        {
            var before = await p.FingerprintAsync();
            var dump = await p.ExpectAsync(0, "dump", "--verify", "--json");
            Assert.Equal(before, await p.FingerprintAsync());
            Assert.True(dump.Lines[^1].GetProperty("verified").GetBoolean() && dump.Lines[^1].GetProperty("rows").GetInt64() > 500);
            await p.ExpectAsync(0, "restore", Backup(p), "--verify");
            Assert.Equal(before, await p.FingerprintAsync());

            await p.ExpectAsync(0, "restore", Backup(p), "--env", "copy", "--yes");
            if (!p.IsSqlite)
            {
                // An observer that is not ours; what differs is the stamp of the place it is in now.
                foreach (var side in new[] { copy, p })
                    await side.SqlAsync("truncate strata.stamp, strata.run");
                Assert.Equal(await p.FingerprintAsync(), await copy.FingerprintAsync());
            }
            else
            {
                foreach (var table in new[] { "every", "strict_one", "twins", "words", "films" })
                    Assert.Equal(
                        await p.QueryAsync($"select * from {table} order by 1"),
                        await QueryAsync(p, "copy.db", $"select * from {table} order by 1")
                    );
            }
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_copy_is_stamped_for_the_environment_it_is_in(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "dump");
        var other = p.IsSqlite
            ? "sqlite:copy.db"
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{dialect}}",
              "environments": { "local": { "url": "{{p.Url}}" }, "copy": { "url": "{{other}}", "policy": "open" } } }
            """
        );
        await p.ExpectAsync(0, "restore", Backup(p), "--env", "copy");
        var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Backup(p), "manifest.json"))).RootElement;
        Assert.Equal(
            ("0000_one", 1, "local"),
            (
                manifest.GetProperty("history").GetProperty("head").GetString(),
                manifest.GetProperty("history").GetProperty("applied").GetInt32(),
                manifest.GetProperty("stamp").GetProperty("environment").GetString()
            )
        );
        Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate", "--env", "copy")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift", "--env", "copy");
        if (!p.IsSqlite)
        {
            var stamps = new[] { p.Url, other }.Select(async u =>
                (await PostgresFixture.QueryAsync(u, "select environment, identity from strata.stamp"))[0].Split('|')
            );
            var (here, there) = (await stamps.First(), await stamps.Last());
            Assert.Equal(("local", "copy"), (here[0], there[0]));
            Assert.NotEqual(here[1], there[1]);
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_database_that_is_not_empty_is_refused(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push", "--yes");
        await p.ExpectAsync(0, "dump");
        await p.RefusedAsync(9, ["restore", Backup(p)], "ST9050", "films", "nothing was changed");
        await p.RefusedAsync(9, ["restore", Backup(p), "--yes", "--json"], "ST9050");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Every_altered_byte_and_every_cut_is_noticed(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979), (2, 'Brazil', null)");
        await p.ExpectAsync(0, "dump");
        var files = Directory.GetFiles(Backup(p), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var random = new Random(20_26);
        for (var i = 0; i < 200; i++)
        {
            var file = files[i % files.Count];
            var bytes = File.ReadAllBytes(file);
            var (at, cut) = (random.Next(bytes.Length), i % 5 == 0);
            var broken = cut ? bytes[..at] : [.. bytes];
            if (!cut)
                broken[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, broken);
            var e = await Assert.ThrowsAsync<ProblemException>(() => new BackupFolder(Backup(p)).VerifyAsync(CancellationToken.None));
            Assert.Equal((ProblemKind.BackupUnverified, "ST5010"), (e.Kind, e.Problem.Code));
            if (i < 12)
            {
                // Said before the database is even looked at: this one is not empty, which would be another refusal.
                await p.RefusedAsync(13, ["restore", Backup(p)], "ST5010", "nothing was touched");
                await p.RefusedAsync(13, ["restore", Backup(p), "--verify"], "ST5010");
            }
            File.WriteAllBytes(file, bytes);
        }
        await new BackupFolder(Backup(p)).VerifyAsync(CancellationToken.None);
        File.WriteAllText(Path.Combine(Backup(p), "data", "more"), "x");
        await p.RefusedAsync(13, ["restore", Backup(p)], "ST5010", "was not there when it was made");
        File.Delete(Path.Combine(Backup(p), "data", "more"));
        File.Delete(Path.Combine(Backup(p), "manifest.json"));
        await p.RefusedAsync(13, ["restore", Backup(p)], "ST5010", "no whole backup");
        await p.RefusedAsync(2, ["restore", "nowhere"], "ST5009");
    }

    [Fact]
    public async Task Another_dialect_a_newer_server_and_a_newer_format_are_refused()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "push", "--yes");
        await p.ExpectAsync(0, "dump");
        var database = server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "sqlite",
              "environments": { "local": { "url": "{{p.Url}}" },
                "pg": { "dialect": "postgresql", "url": "{{database}}", "policy": "open" } } }
            """
        );
        await p.RefusedAsync(13, ["restore", Backup(p), "--env", "pg"], "ST5016", "sqlite", "postgresql");

        await p.ExpectAsync(0, "dump", "--env", "pg", "--out", "new");
        var manifest = BackupManifest.Read(File.ReadAllBytes(p.At("new/manifest.json")), "");
        File.WriteAllBytes(p.At("new/manifest.json"), (manifest with { ServerMajor = 99 }).Write());
        await p.RefusedAsync(13, ["restore", "new", "--env", "pg"], "ST5011", "PostgreSQL 99");
        File.WriteAllBytes(p.At("new/manifest.json"), (manifest with { Format = 2 }).Write());
        await p.RefusedAsync(13, ["restore", "new", "--env", "pg"], "ST5017", "newer Strata");
    }

    [Fact]
    public async Task Other_rows_than_the_manifest_says_are_noticed_after_restoring()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        await p.ExpectAsync(0, "dump");
        var file = Path.Combine(Backup(p), "manifest.json");
        var manifest = BackupManifest.Read(File.ReadAllBytes(file), "");
        File.WriteAllBytes(
            file,
            (manifest with { Tables = [.. manifest.Tables.Select(t => t.Name == "public.films" ? t with { Checksum = "1" } : t)] }).Write()
        );
        await p.RefusedAsync(13, ["restore", Backup(p), "--verify"], "ST5015", "public.films has other rows");
    }

    [Fact]
    public async Task Old_backups_are_deleted_and_never_the_last_good_one()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "push", "--yes");
        for (var i = 0; i < 3; i++)
            await p.ExpectAsync(0, "dump");
        Assert.Equal(3, Directory.GetDirectories(p.At("db/backups")).Length);
        Directory.CreateDirectory(p.At("db/backups/mine"));
        p.Write("db/backups/.strata-backup-dead/data/x", "left by a run that was killed");
        p.Write("db/backups/.strata-backup-dead/.lock", "");
        await p.ExpectAsync(0, "dump", "--keep", "2");
        Assert.Equal(3, Directory.GetDirectories(p.At("db/backups")).Length);
        Assert.True(Directory.Exists(p.At("db/backups/mine")));
        p.Replace("strata.json", "\"dialect\"", "\"backups\": { \"keep\": 1 }, \"dialect\"");
        await p.ExpectAsync(0, "dump");
        Directory.Delete(p.At("db/backups/mine"));
        await p.ExpectAsync(0, "restore", Backup(p), "--verify");
        await p.RefusedAsync(2, ["dump", "--keep", "0"], "ST2031", "--keep");
        await p.RefusedAsync(2, ["dump", "--out", "db/backups"], "ST5008", "never overwrites");
        p.Replace("strata.json", "\"keep\": 1", "\"keep\": \"soon\"");
        await p.RefusedAsync(2, ["dump"], "ST2002", "strata.json:");
    }

    [Fact]
    public async Task No_password_is_on_a_command_line()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push", "--yes");
        await p.SqlAsync("create role keeper login superuser password 's3cr3t-data'");
        var settings = server.Tcp(new NpgsqlConnectionStringBuilder(p.Url).Database!);
        (settings.Username, settings.Password) = ("keeper", "s3cr3t-data");
        // A program in the place of pg_dump that shows what it was given, and then is it.
        foreach (var program in new[] { "pg_dump", "pg_restore" })
        {
            p.Write(
                $"shows/{program}",
                $"#!/bin/sh\necho \"$0 $*\" >> '{p.At("seen")}'\ncat /proc/$PPID/cmdline | tr '\\0' ' ' >> '{p.At("seen")}"
                    + $"'\nexec '{Path.Combine(server.Server.Binaries.Directory, program)}' \"$@\"\n"
            );
            File.SetUnixFileMode(p.At($"shows/{program}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        p.Variables["STRATA_PG_BIN"] = p.At("shows");
        p.Write("strata.json", $$"""{ "dialect": "postgresql", "environments": { "local": { "url": "env:WITH_PASSWORD" } } }""");
        p.Variables["WITH_PASSWORD"] = settings.ConnectionString;
        await p.ExpectAsync(0, "dump", "--verify");
        Assert.Contains("--snapshot", p.Read("seen"), StringComparison.Ordinal);
        Assert.Contains("--exit-on-error", p.Read("seen"), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", p.Read("seen"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "s3cr3t",
            string.Concat(Directory.GetFiles(Backup(p), "manifest.json").Select(File.ReadAllText)),
            StringComparison.Ordinal
        );
        await p.SqlAsync("drop role keeper");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_protected_environment_is_restored_into_only_where_the_file_says_so(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push", "--yes");
        await p.ExpectAsync(0, "dump", "--out", "pushed");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "baseline");
        await p.ExpectAsync(0, "dump");
        var other = p.IsSqlite
            ? "sqlite:other.db"
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        void Config(string more) =>
            p.Write(
                "strata.json",
                $$"""
                { "dialect": "{{dialect}}",
                  "environments": { "local": { "url": "{{p.Url}}" }, "staging": { "url": "{{other}}"{{more}} } } }
                """
            );
        Config(""", "policy": "protected" """);
        await p.RefusedAsync(
            9,
            ["restore", Backup(p), "--env", "staging", "--confirm", "staging", "--yes"],
            "ST9051",
            "\"allow\": [\"restore\"]"
        );
        Config(""", "policy": "protected", "allow": ["restore"] """);
        await p.RefusedAsync(10, ["restore", Backup(p), "--env", "staging", "--yes"], "ST5020", "--confirm staging");
        await p.RefusedAsync(2, ["restore", Backup(p), "--env", "staging", "--confirm", "production"], "ST2027");
        await p.RefusedAsync(9, ["restore", "pushed", "--env", "staging", "--confirm", "staging"], "ST9054");
        Assert.True(!p.IsSqlite || !File.Exists(p.At("other.db")));
        var refused = await p.RefusedAsync(10, ["restore", Backup(p), "--env", "staging", "--json"]);
        Assert.Contains("allows", refused.Lines[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        var done = await p.ExpectAsync(0, "restore", Backup(p), "--env", "staging", "--confirm", "staging");
        Assert.Contains("strata.json allows \"restore\" for \"staging\"", done.Errors, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> QueryAsync(CliProject p, string file, string sql)
    {
        using var copy = new CliProject($"sqlite:{p.At(file)}");
        File.Copy(p.At(file), Directory.CreateDirectory(copy.Root) is var d ? Path.Combine(d.FullName, "app.db") : "", overwrite: true);
        return await copy.QueryAsync(sql);
    }
}
