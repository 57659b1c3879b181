using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>
/// A role that may create in <c>public</c> has an operator there for every pair of types that PostgreSQL has none for: a query of ours that
/// looked there would run it as the superuser who runs Strata.
/// </summary>
public sealed class HostileTests(CliServer server)
{
    private static readonly string[] s_types =
    [
        "text",
        "name",
        "int4",
        "int8",
        "oid",
        "bool",
        "\"char\"",
        "float8",
        "timestamptz",
        "interval",
        "jsonb",
    ];

    private static readonly string[] s_operators =
    [
        "||",
        "=",
        "<>",
        "<",
        ">",
        "<=",
        ">=",
        "~",
        "!~",
        "~~",
        "!~~",
        "+",
        "-",
        "*",
        "<<",
        "|",
        "->",
    ];

    private static readonly string[][] s_commands =
    [
        ["status"],
        ["migrate", "--dry-run"],
        ["migrate"],
        ["migrate"],
        ["status", "--all"],
        ["status", "--runs"],
        ["drift"],
        ["check"],
        ["doctor"],
        ["script"],
        ["repair"],
        ["purge", "--dry-run"],
        ["env", "adopt"],
        ["dump"],
        ["rollback", "--yes"],
        ["migrate"],
        ["deploy", "--env", "local", "--db-migrate"],
        ["deploy", "history", "--env", "local"],
        ["diff", "--from", "env:local", "--to", "schema"],
    ];

    [Fact]
    public async Task Nobody_else_s_operator_is_run()
    {
        using var p = await server.ProjectAsync();
        using var place = new TempFolder();
        await ProcessRunner.RunAsync("chmod", ["0777", place.Path]);
        var stolen = Path.Combine(place.Path, "stolen");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("two", "CREATE TABLE two (id integer);");
        await p.CustomAsync("index", "CREATE INDEX CONCURRENTLY two_id ON two (id);");
        await p.CustomAsync("again", "REINDEX INDEX CONCURRENTLY two_id;");
        var evil = $"evil_{Guid.NewGuid():N}";
        await p.SqlAsync($"create role {evil} login");
        var maintenance = new NpgsqlConnectionStringBuilder(p.Url) { Database = "postgres" }.ConnectionString;
        foreach (var database in new[] { p.Url, maintenance })
            await PlantAsync(database, evil, stolen);
        try
        {
            foreach (var command in s_commands)
            {
                // What was planted is drift to some of them: each does its work or says why not.
                var result = await p.RunAsync(command);
                Assert.True(result.Exit is 0 or 3 or 4 or 5 or 9 or 10, $"strata {string.Join(' ', command)}: {result.All}");
                Assert.False(File.Exists(stolen), $"strata {string.Join(' ', command)} ran an operator of {evil}");
            }
        }
        finally
        {
            await PostgresFixture.ExecuteAsync(maintenance, $"drop owned by {evil}");
        }
        Assert.Equal(["4"], await p.QueryAsync("select count(*)::text from strata.history where state = 'applied'"));
        // The trap works: who looks in public runs it.
        await p.SqlAsync("select 1::bigint || ' and more'::text");
        Assert.True(File.Exists(stolen));
    }

    private static async Task PlantAsync(string database, string evil, string stolen)
    {
        await PostgresFixture.ExecuteAsync(database, $"grant create, usage on schema public to {evil}");
        // Read-only transactions allow it, and only a superuser may.
        var asEvil = new NpgsqlConnectionStringBuilder(database) { Options = $"-c role={evil}" }.ConnectionString;
        await PostgresFixture.ExecuteAsync(
            asEvil,
            $"""
            create function public.steal() returns void language plpgsql as $f$
            begin
              execute $c$copy (select 1) to '{stolen}'$c$;
            exception when others then null;
            end $f$
            """
        );
        await PostgresFixture.ExecuteAsync(
            asEvil,
            $$"""
            do $d$
            declare l text; r text; o text; t text; n int := 0;
            begin
              foreach l in array array[{{List(s_types)}}] loop
                foreach r in array array[{{List(s_types)}}] loop
                  foreach o in array array[{{List(s_operators)}}] loop
                    continue when pg_catalog.to_regoperator(format('pg_catalog.%s(%s,%s)', o, l, r)) is not null;
                    n := n + 1;
                    t := case when o = '||' then 'text' when o in ('+', '-', '*', '<<', '|', '->') then 'int8' else 'bool' end;
                    execute format('create function public.f%s(%s, %s) returns %s language plpgsql as '
                      '$f$ begin perform public.steal(); return null; end $f$', n, l, r, t);
                    execute format('create operator public.%s (leftarg = %s, rightarg = %s, function = public.f%s)', o, l, r, n);
                  end loop;
                end loop;
              end loop;
            end $d$
            """
        );
    }

    private static string List(string[] words) => string.Join(", ", words.Select(w => $"'{w}'"));
}
