using Npgsql;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Postgres.Scripts;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Scripts for psql run the transactions that a run of ours runs, and leave the record that it leaves.</summary>
public sealed class ScriptTests(PostgresFixture postgres) : IDisposable
{
    private const string Record = "select tag || ' ' || state || ' ' || statements_done || ' ' || hash from strata.history order by seq";
    private const string Steps = "select tag || ' ' || number || ' ' || state from strata.step order by tag, number";
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Up_and_down_leave_the_record_of_a_run(bool idempotent)
    {
        await Corpus.WriteAsync(_project);
        var folder = await _project.ReadAsync();
        var (ran, scripted) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        await Run.MigrateAsync(ran, _project);
        var up = new ScriptRequest(folder.Migrations, 0, folder.Migrations.Length, Run.Options.Run) { IsIdempotent = idempotent };
        await ApplyAsync(scripted, up);
        if (idempotent)
            await ApplyAsync(scripted, up);
        await Corpus.AssertAppliedAsync(scripted, "script");
        foreach (var query in new[] { Record, Steps })
            Assert.Equal(await PostgresFixture.QueryAsync(ran, query), await PostgresFixture.QueryAsync(scripted, query));

        var downs = new Dictionary<string, SqlScript>();
        foreach (var migration in folder.Migrations)
        {
            var text = await File.ReadAllTextAsync(migration.DownPath, TestContext.Current.CancellationToken);
            downs.Add(migration.Tag, SqlScript.Parse(text, PostgresSyntax.Instance, migration.DownPath));
        }
        await ApplyAsync(scripted, new ScriptRequest(folder.Migrations, folder.Migrations.Length, 0, Run.Options.Run) { Downs = downs });
        await Corpus.AssertEmptyAsync(scripted, "script");
    }

    [Fact]
    public async Task Transactions_are_those_of_the_directives()
    {
        await _project.AddAsync(
            "create table a (id bigint);\n-- strata:transaction shared\ninsert into a values (txid_current());\n"
                + "insert into a values (txid_current());\n-- strata:transaction own\ninsert into a values (txid_current());\n"
                + "insert into a values (txid_current());\n-- strata:transaction none\ninsert into a values (txid_current());",
            "batches"
        );
        var folder = await _project.ReadAsync();
        var (ran, scripted) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        await Run.MigrateAsync(ran, _project);
        await ApplyAsync(scripted, new ScriptRequest(folder.Migrations, 0, 1, Run.Options.Run));
        foreach (var database in new[] { ran, scripted })
            Assert.Equal(
                ["2", "1", "1", "1"],
                await PostgresFixture.QueryAsync(database, "select count(*) from a group by id order by id")
            );
    }

    private async Task ApplyAsync(string database, ScriptRequest request)
    {
        var file = _folder.Write("script.sql", new PostgresScript(request).Write());
        var settings = new NpgsqlConnectionStringBuilder(database);
        string[] where = ["-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, "-d", settings.Database!];
        var result = await ProcessRunner.RunAsync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", .. where, "-f", file]);
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
