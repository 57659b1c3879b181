using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What belongs to somebody else is left out of every comparison, counted, and never dropped.</summary>
public sealed class IgnoreTests(CliServer server)
{
    private static void Rules(CliProject p, string rules) =>
        p.Replace("strata.json", "\"environments\"", $"\"ignore\": [ {rules} ],\n  \"environments\"");

    private static async Task MigratedAsync(CliProject p)
    {
        await p.ExpectAsync(0, "generate", "--name", "films");
        await p.ExpectAsync(0, "migrate");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_table_of_another_tool_is_no_drift(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await MigratedAsync(p);
        await p.SqlAsync("CREATE TABLE tmp_import (id integer PRIMARY KEY, film integer REFERENCES films (id))");
        await p.SqlAsync("CREATE INDEX tmp_import_film ON tmp_import (film)");
        await p.ExpectAsync(4, "drift");
        Rules(p, p.IsSqlite ? "{ \"name\": \"tmp_*\" }" : "{ \"name\": \"public.tmp_*\" }");
        var drift = await p.ExpectAsync(0, "drift");
        Assert.Contains(
            $"1 object is ignored by rules of \"ignore\": table {(p.IsSqlite ? "main" : "public")}.tmp_import",
            drift.All,
            StringComparison.Ordinal
        );
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "stars");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "check", "--env", "local");

        // Another one, that no rule names, is.
        await p.SqlAsync("CREATE TABLE import_tmp (id integer PRIMARY KEY)");
        Assert.DoesNotContain("tmp_import", (await p.ExpectAsync(4, "drift")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Push_drops_nothing_that_is_ignored(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("CREATE TABLE tmp_import (id integer PRIMARY KEY, film integer REFERENCES films (id))");
        await p.SqlAsync("INSERT INTO tmp_import (id) VALUES (1)");
        await p.ExpectAsync(10, "push");
        Rules(p, "{ \"name\": \"tmp_*\" }");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Default(3);");
        Assert.DoesNotContain("tmp_import", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
        Assert.Equal(["1"], await p.QueryAsync(p.IsSqlite ? "SELECT count(*) FROM tmp_import" : "SELECT count(*)::text FROM tmp_import"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "tmp_import",
            (await p.ExpectAsync(0, "diff", "--from", "env:local", "--to", "schema")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Partitions_made_at_run_time_are_the_parents_own_affair()
    {
        using var p = await server.ProjectAsync();
        p.Write(
            "db/src/Schema.cs",
            """
            using Strata.Schema;

            public sealed class Events : Table
            {
                public readonly Column Id = Integer();
                public readonly Column At = Date();

                public Events()
                {
                    PartitionByRange(At);
                }
            }
            """
        );
        await MigratedAsync(p);
        await p.SqlAsync("CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')");
        await p.SqlAsync("INSERT INTO events VALUES (1, '2026-05-05')");
        await p.ExpectAsync(4, "drift");
        Rules(p, "{ \"kind\": \"partition\", \"name\": \"events_*\" }");
        await p.ExpectAsync(0, "drift");

        // What the parent gets, they get.
        p.Schema("Id = Integer();", "Id = Integer();\n    public readonly Column Kind = Text().Default(\"x\");");
        await p.ExpectAsync(0, "generate", "--name", "kind");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["1|2026-05-05|x"], await p.QueryAsync("SELECT id || '|' || at || '|' || kind FROM events_2026"));

        // A table of that name that is no partition is none.
        await p.SqlAsync("CREATE TABLE events_copy (id integer)");
        Assert.Contains("+ table public.events_copy", (await p.ExpectAsync(4, "drift")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_key_of_a_managed_table_is_a_difference_wherever_it_leads()
    {
        using var p = await server.ProjectAsync();
        await MigratedAsync(p);
        await p.SqlAsync("CREATE TABLE tmp_years (year integer PRIMARY KEY)");
        await p.SqlAsync("ALTER TABLE films ADD CONSTRAINT films_year_fkey FOREIGN KEY (year) REFERENCES tmp_years");
        Rules(p, "{ \"name\": \"tmp_*\" }");
        var drift = await p.ExpectAsync(4, "drift", "--sql");
        Assert.Contains("+ table constraint public.films.films_year_fkey", drift.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DROP TABLE", drift.Output, StringComparison.Ordinal);
        await p.SqlAsync("ALTER TABLE films DROP CONSTRAINT films_year_fkey");
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task Rules_by_schema_kind_and_owner()
    {
        using var p = await server.ProjectAsync();
        await MigratedAsync(p);
        var role = "r" + Guid.NewGuid().ToString("N");
        await p.SqlAsync($"CREATE ROLE {role}");
        await p.SqlAsync("CREATE TABLE theirs (id serial PRIMARY KEY)");
        await p.SqlAsync($"ALTER TABLE theirs OWNER TO {role}");
        await p.SqlAsync("CREATE VIEW report AS SELECT 1 AS one");
        await p.SqlAsync("CREATE INDEX films_by_hand ON films (year)");
        Assert.Equal(
            3,
            (await p.ExpectAsync(4, "drift"))
                .Output.Split('\n')
                .Count(l =>
                    l.StartsWith("+ table ", StringComparison.Ordinal)
                    || l.StartsWith("+ view", StringComparison.Ordinal)
                    || l.StartsWith("+ index", StringComparison.Ordinal)
                )
        );
        Rules(p, $"{{ \"owner\": \"{role}\" }}, {{ \"kind\": \"view\" }}, {{ \"kind\": \"index\", \"name\": \"*_by_hand\" }}");
        Assert.Contains("3 objects are ignored", (await p.ExpectAsync(0, "drift")).All, StringComparison.Ordinal);
        await p.SqlAsync("CREATE TABLE audit_log (id integer)");
        await p.ExpectAsync(4, "drift");
        p.Replace("strata.json", "{ \"kind\": \"view\" }", "{ \"kind\": \"view\" }, { \"schema\": \"public\", \"name\": \"audit_*\" }");
        await p.ExpectAsync(0, "drift");
        await p.SqlAsync($"DROP TABLE theirs");
        await p.SqlAsync($"DROP ROLE {role}");
    }

    [Fact]
    public async Task A_rule_of_one_environment_holds_there_alone()
    {
        using var p = await server.ProjectAsync();
        await MigratedAsync(p);
        await p.SqlAsync("CREATE TABLE tmp_import (id integer)");
        p.Replace("strata.json", "\"url\":", "\"ignore\": [ { \"name\": \"tmp_*\" } ], \"url\":");
        await p.ExpectAsync(0, "drift");
        p.Write("pulled/strata.json", p.Read("strata.json"));
        await p.ExpectAsync(0, "pull", "--cwd", "pulled");
        Assert.DoesNotContain("tmp_import", p.Read("pulled/db/migrations/0000_baseline.sql"), StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_the_schema_declares_is_not_ignored(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        Rules(p, "{ \"name\": \"fil*\" }");
        await p.RefusedAsync(2, ["push"], "ST2007", "films, which the schema declares", "strata.json:");
        await p.RefusedAsync(2, ["generate"], "ST2007");
    }

    [Theory]
    [InlineData("{ \"nam\": \"x\" }", "ST2003", "did you mean \"name\"?")]
    [InlineData("{ }", "ST2002", "an empty rule would ignore everything")]
    [InlineData("\"tmp\"", "ST2002", "must be an object")]
    [InlineData("{ \"kind\": \"tabel\" }", "ST2008", "did you mean \"table\"?")]
    [InlineData("{ \"name\": 7 }", "ST2002", "\"name\" must be a text")]
    public async Task A_wrong_rule_is_told_with_its_place(string rule, string code, string words)
    {
        using var p = await server.ProjectAsync("sqlite");
        Rules(p, rule);
        await p.RefusedAsync(2, ["status"], code, words, "strata.json:");
        p.Replace("strata.json", $"[ {rule} ]", "[ { \"owner\": \"me\" } ]");
        await p.RefusedAsync(2, ["status"], "ST2002", "objects have no owner in SQLite");
    }
}
