using Microsoft.Data.Sqlite;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>
/// Migrations handed to somebody with psql or sqlite3: the database and its record are as <c>migrate</c> would have left them.
/// </summary>
public sealed class ScriptTests(CliServer server)
{
    private const string Rows =
        "COPY films (id, title, year) FROM stdin;\n1\tIt's a \"Wonderful\" Life\t1946\n2\tM -- /* $x$ "
        + ":strata_run\t\\N\n3\tback\\\\slash; (\t1999\n\\.\n\nUPDATE films SET year = 1931 WHERE id = 2;\n";

    /// <summary>Four migrations: a table, rows by COPY in the middle of a transaction, an index outside of one, a column.</summary>
    private async Task<CliProject> HistoryAsync(string dialect = "postgresql")
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "films");
        await p.CustomAsync("rows", p.IsSqlite ? "INSERT INTO films VALUES (1, 'It''s; a life', 1946);" : "SET work_mem = '5MB';\n" + Rows);
        await p.CustomAsync(
            "index",
            p.IsSqlite
                ? "CREATE INDEX films_year ON films (year);"
                : "CREATE INDEX CONCURRENTLY films_year ON films (year);\nCREATE INDEX films_title ON films (title);"
        );
        p.Schema(
            Schemas.Last,
            Schemas.Last
                + "\n    public readonly Column Stars = Integer().Default(3);\n    public Films() { Index(Year).Named(\"films_year\");"
                + (p.IsSqlite ? "" : " Index(Title).Named(\"films_title\");")
                + " }"
        );
        await p.ExpectAsync(0, "generate", "--name", "stars");
        return p;
    }

    private static async Task<ProcessResult> ApplyAsync(CliProject p, string file = "up.sql")
    {
        if (!p.IsSqlite)
            return await ProcessRunner.RunAsync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", PgDump.Uri(p.Url), "-f", p.At(file)]);
        try
        {
            // Result by result: whoever only executes is not told of an error behind a row.
            await using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = p.At("app.db"), Pooling = false }.ConnectionString
            );
            await connection.OpenAsync();
            await using var command = new SqliteCommand(
                string.Join('\n', p.Read(file).Split('\n').Where(l => !l.StartsWith('.'))),
                connection
            );
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.NextResultAsync()) { }
            return new ProcessResult(0, "", "");
        }
        catch (SqliteException e)
        {
            return new ProcessResult(1, "", e.Message);
        }
    }

    private static async Task AppliedAsync(CliProject p, string file = "up.sql")
    {
        var result = await ApplyAsync(p, file);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private static async Task StoppedAsync(CliProject p, string file, string why)
    {
        // SQLite makes the file by opening it.
        if (p.IsSqlite && !File.Exists(p.At("app.db")))
            p.Write("app.db", "");
        var before = await p.FingerprintAsync();
        var result = await ApplyAsync(p, file);
        Assert.True(result.ExitCode != 0, "it ran");
        Assert.Contains(why, result.Output + result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await p.FingerprintAsync());
    }

    private static async Task UpToDateAsync(CliProject p)
    {
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--check")).Output, StringComparison.Ordinal);
        Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(0, "check", "--env", "local");
    }

    /// <summary>The record, without what differs from run to run.</summary>
    private static Task<IReadOnlyList<string>> RecordAsync(CliProject p) =>
        p.QueryAsync(
            p.IsSqlite
                ? "SELECT idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, tool "
                    + "FROM __strata_history WHERE state <> 'rolled_back' ORDER BY seq"
                : "SELECT idx::text || tag || hash || parent || kind || state || statements_done || statements_total || "
                    + "statement_hashes || tool FROM strata.history WHERE state <> 'rolled_back' ORDER BY seq"
        );

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_record_is_the_one_that_migrate_makes(string dialect)
    {
        using var p = await HistoryAsync(dialect);
        await p.ExpectAsync(0, "script", "--output", "up.sql");
        await AppliedAsync(p);
        var scripted = await RecordAsync(p);
        Assert.Equal(4, scripted.Count);
        await UpToDateAsync(p);
        if (dialect == "postgresql")
        {
            Assert.Equal(
                ["1|It's a \"Wonderful\" Life|1946", "2|M -- /* $x$ :strata_run|1931", "3|back\\slash; (|1999"],
                await p.QueryAsync("SELECT id || '|' || title || '|' || year FROM films ORDER BY id")
            );
            Assert.Equal(["done"], await p.QueryAsync("SELECT state FROM strata.step"));
        }

        await StoppedAsync(
            p,
            "up.sql",
            p.IsSqlite
                ? "the database is not as the script needs it"
                : "this database is at 0003_stars, and the script begins at no migration; nothing was changed"
        );

        using var q = await CopyAsync(p);
        await q.ExpectAsync(0, "migrate");
        Assert.Equal(scripted, await RecordAsync(q));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_part_begins_only_where_the_database_is(string dialect)
    {
        using var p = await HistoryAsync(dialect);
        await p.ExpectAsync(0, "script", "--from", "1", "--to", "0002_index", "--output", "up.sql");
        await StoppedAsync(
            p,
            "up.sql",
            p.IsSqlite ? "the database is not as the script needs it" : "the script begins at 0001_rows; nothing was changed"
        );
        await p.ExpectAsync(0, "migrate", "--to", "0");
        await StoppedAsync(
            p,
            "up.sql",
            p.IsSqlite ? "the database is not as the script needs it" : "this database is at 0000_films, and the script begins at 0001_rows"
        );
        await p.ExpectAsync(0, "migrate", "--to", "1");
        await AppliedAsync(p);
        await p.ExpectAsync(5, "status", "--check");
        Assert.Equal(3, (await RecordAsync(p)).Count);
        await p.ExpectAsync(0, "migrate");
        await UpToDateAsync(p);

        await p.ExpectAsync(0, "script", "--down", "--output", "down.sql");
        await AppliedAsync(p, "down.sql");
        Assert.Equal(3, (await RecordAsync(p)).Count);
        await StoppedAsync(
            p,
            "down.sql",
            p.IsSqlite
                ? "the database is not as the script needs it"
                : "this database is at 0002_index, and the script begins at 0003_stars"
        );
        await p.ExpectAsync(0, "migrate");
        await UpToDateAsync(p);
    }

    [Fact]
    public async Task Idempotent_brings_every_database_to_the_end()
    {
        using var p = await HistoryAsync();
        await p.ExpectAsync(0, "script", "--idempotent", "--output", "up.sql");
        foreach (var start in new[] { -1, 0, 1, 2, 3 })
        {
            using var q = await CopyAsync(p);
            if (start >= 0)
                await q.ExpectAsync(0, "migrate", "--to", $"{start}");
            await AppliedAsync(q);
            await UpToDateAsync(q);
            Assert.Equal(["3"], await q.QueryAsync("SELECT count(*)::text FROM films"));
            var before = await q.FingerprintAsync();
            await AppliedAsync(q);
            Assert.Equal(before, await q.FingerprintAsync());
        }
    }

    /// <summary>The same project with a new database.</summary>
    private async Task<CliProject> CopyAsync(CliProject p)
    {
        var q = await server.ProjectAsync(p.IsSqlite ? "sqlite" : "postgresql");
        foreach (var file in Directory.EnumerateFiles(p.At("db"), "*", SearchOption.AllDirectories))
            q.Write(Path.GetRelativePath(p.Root, file), File.ReadAllText(file));
        q.Write("up.sql", p.Read("up.sql"));
        return q;
    }

    [Fact]
    public async Task Idempotent_refuses_a_history_that_is_another()
    {
        using var p = await HistoryAsync();
        await p.ExpectAsync(0, "script", "--idempotent", "--output", "up.sql");
        await p.ExpectAsync(0, "migrate", "--to", "1");
        await p.SqlAsync("UPDATE strata.history SET hash = reverse(hash) WHERE idx = 1");
        await StoppedAsync(p, "up.sql", "0001_rows was run with other statements than those that this script knows; nothing was changed");
        await p.SqlAsync("UPDATE strata.history SET hash = reverse(hash), tag = '0001_other' WHERE idx = 1");
        await StoppedAsync(p, "up.sql", "0001_other was run here, and this script knows no such migration; nothing was changed");
        await p.SqlAsync("UPDATE strata.history SET tag = '0001_rows' WHERE idx = 1");
        await p.SqlAsync("DELETE FROM strata.history WHERE idx = 0");
        await StoppedAsync(
            p,
            "up.sql",
            "0000_films was not run here, and 0001_rows, which stands after it, was: out of order; nothing was changed"
        );
        await p.SqlAsync("UPDATE strata.stamp SET mode = 'push'");
        await StoppedAsync(p, "up.sql", "changed by push; nothing was changed");
    }

    [Fact]
    public async Task A_failure_leaves_nothing_of_its_migration()
    {
        using var p = await HistoryAsync();
        await p.CustomAsync("bad", "CREATE TABLE half (id integer);\nINSERT INTO films (id, title) VALUES (1, 'twice');");
        await p.ExpectAsync(0, "script", "--idempotent", "--output", "up.sql");
        var failed = await ApplyAsync(p);
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains("duplicate key", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(4, (await RecordAsync(p)).Count);
        Assert.Equal(["0"], await p.QueryAsync("SELECT count(*)::text FROM pg_class WHERE relname = 'half'"));
        p.Write($"db/migrations/{p.Migrations[^1]}.sql", "CREATE TABLE half (id integer);\nDROP TABLE half;");
        await p.ExpectAsync(0, "script", "--idempotent", "--output", "up.sql");
        await AppliedAsync(p);
        await UpToDateAsync(p);
    }

    [Fact]
    public async Task A_squash_is_recorded_where_its_migrations_were_run()
    {
        using var p = await HistoryAsync();
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "squash", "--keep-data");
        await p.ExpectAsync(0, "script", "--output", "plain.sql");
        await p.ExpectAsync(0, "script", "--idempotent", "--output", "up.sql");
        using (var fresh = await CopyAsync(p))
        {
            await AppliedAsync(fresh);
            await UpToDateAsync(fresh);
        }
        await StoppedAsync(p, "plain.sql", "this database has migrations that 0003_baseline replaces");
        await AppliedAsync(p);
        Assert.Equal(["squash"], await p.QueryAsync("SELECT kind FROM strata.history WHERE tag = '0003_baseline'"));
        Assert.Equal(["3"], await p.QueryAsync("SELECT count(*)::text FROM films"));
        await UpToDateAsync(p);
    }

    [Fact]
    public async Task The_lock_is_the_one_that_migrate_takes()
    {
        using var p = await HistoryAsync();
        await p.CustomAsync("slow", p.Sleep(20));
        await p.ExpectAsync(0, "script", "--idempotent", "--output", "up.sql");
        var first = ApplyAsync(p);
        const string Asleep = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(20)%'";
        while ((await p.QueryAsync($"SELECT 1::text {Asleep} AND state = 'active'")).Count == 0)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await p.ExpectAsync(6, "migrate", "--lock-wait", "500ms");
        await p.ExpectAsync(6, "migrate", "--lock-wait", "0");
        await StoppedAsync(p, "up.sql", "another run of migrations holds the lock; nothing was changed");
        await p.SqlAsync($"SELECT pg_cancel_backend(pid) {Asleep} AND pid <> pg_backend_pid()");
        Assert.NotEqual(0, (await first).ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_said_is_refused()
    {
        using var p = await HistoryAsync();
        await p.RefusedAsync(2, ["script", "--from", "2", "--to", "1"], "ST2034", "no way forward from 0002_index to 0001_rows");
        await p.RefusedAsync(2, ["script", "--to", "9"], "ST2030", "no migration 0009");
        await p.RefusedAsync(2, ["script", "--down", "--idempotent"], "ST2035");
        var json = await p.ExpectAsync(0, "script", "--json", "--to", "0");
        Assert.Contains("CREATE TABLE public.films", json.Lines[0].GetProperty("sql").GetString(), StringComparison.Ordinal);
        p.Write(
            $"db/migrations/{p.Migrations[0]}.sql",
            p.Read($"db/migrations/{p.Migrations[0]}.sql").Replace("title", "titel", StringComparison.Ordinal)
        );
        await p.RefusedAsync(3, ["script"], "ST3012");

        using var s = await HistoryAsync("sqlite");
        await s.RefusedAsync(9, ["script", "--idempotent"], "ST9040", "strata bundle");
    }

    [Fact]
    public async Task The_environment_that_is_named_is_stamped()
    {
        using var p = await HistoryAsync();
        p.Replace("strata.json", "\"local\"", "\"production\": { \"url\": \"env:NOT_SET_HERE\" },\n    \"local\"");
        await p.ExpectAsync(0, "script", "--env", "production", "--output", "up.sql");
        await AppliedAsync(p);
        Assert.Equal(
            ["production migrate protected"],
            await p.QueryAsync("SELECT environment || ' ' || mode || ' ' || policy FROM strata.stamp")
        );
        await p.ExpectAsync(9, "migrate", "--env", "local");
    }
}
