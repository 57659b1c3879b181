using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>
/// Whatever a team does, no migration is skipped in silence and none runs twice. STRATA_HISTORIES sets how many histories are tried (8),
/// STRATA_SEED where they begin.
/// </summary>
public sealed class HistoryTests(CliServer server)
{
    private const int Steps = 25;
    private static readonly string[] s_databases = ["one", "two", "three"];

    private static int Count { get; } = Number("STRATA_HISTORIES") ?? 8;

    private static int FirstSeed { get; } = Number("STRATA_SEED") ?? 1;

    [Theory, InlineData("sqlite"), InlineData("postgresql"), Trait("Run", "long")]
    public async Task Every_database_equals_the_schema_or_a_command_says_why_not(string dialect)
    {
        // A database server takes longer over the same, and shares all that decides.
        var histories = dialect == "sqlite" ? Count : Math.Max(1, Count / 4);
        var equal = 0;
        for (var seed = FirstSeed; seed < FirstSeed + histories; seed++)
            equal += await OneAsync(dialect, seed);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{histories} histories: {equal} of {histories * s_databases.Length} databases equal the schema, the others said why not"
        );
        Assert.True(
            equal * 2 > histories * s_databases.Length,
            $"only {equal} of {histories * s_databases.Length} databases came to the end"
        );
    }

    private async Task<int> OneAsync(string dialect, int seed)
    {
        using var p = new CliProject(dialect == "sqlite" ? "sqlite:one.db" : await UrlAsync());
        Dictionary<string, string> urls = [];
        foreach (var name in s_databases)
            urls[name] = dialect == "sqlite" ? $"sqlite:{name}.db" : await UrlAsync();
        var environments = JsonSerializer.Serialize(urls.ToDictionary(u => u.Key, u => new { url = u.Value }));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{dialect}}", "schema": "db/src", "migrations": "db/migrations", "open": {{JsonSerializer.Serialize(urls.Keys)}},
              "environments": {{environments}} }
            """
        );
        p.Write("db/src/Schema.cs", TeamHistory.Schema);
        p.Write("db/src/sql/base.sql", "create table base (id integer not null constraint base_pkey primary key);\n");
        p.Write(".gitignore", "*.db\n*.db-*\n*.strata*\n.strata*\nmigrations-backup-*\n");
        await GitTeam.InitAsync(p);
        await p.ExpectAsync(0, "rebase", "--install");
        await p.ExpectAsync(0, "generate", "--name", "base");
        await GitTeam.CommitAsync(p);

        var team = new TeamHistory(p, new Random(seed), s_databases)
        {
            Query = (name, sql) => dialect == "sqlite" ? SqliteAsync(p.At(name + ".db"), sql) : PostgresFixture.QueryAsync(urls[name], sql),
        };
        try
        {
            for (var i = 0; i < Steps; i++)
                await team.StepAsync();
            return await team.EndAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"history {seed} on {dialect}: {e.Message}\n{team.Story}", e);
        }
    }

    private Task<string> UrlAsync() =>
        Task.Run(async () =>
            server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
        );

    private static async Task<IReadOnlyList<string>> SqliteAsync(string file, string sql)
    {
        if (!File.Exists(file))
            return [];
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return rows;
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
