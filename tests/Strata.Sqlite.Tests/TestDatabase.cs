using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Sqlite.Execution;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Tests;

/// <summary>A real database in a file of its own, with foreign keys enforced as an application would have them.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly SqliteDialect s_dialect = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"strata-test-{Guid.NewGuid():n}.db");

    private TestDatabase() => Connection = new SqliteConnection(ConnectionString);

    public SqliteConnection Connection { get; }

    public string ConnectionString =>
        new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            Pooling = false,
            ForeignKeys = true,
        }.ConnectionString;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestDatabase> WithAsync(string sql)
    {
        var database = new TestDatabase();
        await database.Connection.OpenAsync(Cancellation);
        await database.RunAsync(sql);
        return database;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Rows, each as its values with a bar between them.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = Connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> rows = [];
        while (await reader.ReadAsync(Cancellation))
            rows.Add(
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(i =>
                            reader.IsDBNull(i)
                                ? "null"
                                : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)
                        )
                )
            );
        return rows;
    }

    public Task<Catalog> ReadAsync() => s_dialect.ReadAsync(Connection, Cancellation);

    public async Task<Plan> PlanToAsync(string after) => s_dialect.Plan(await ReadAsync(), await CatalogOfAsync(after));

    public static async Task<Catalog> CatalogOfAsync(string sql)
    {
        await using var database = await WithAsync(sql);
        return await database.ReadAsync();
    }

    /// <summary>As <c>strata diff</c> prints it and any client runs it.</summary>
    public static string Script(Plan plan) => string.Concat(s_dialect.Standalone(plan).Steps.Select(s => s.Sql + ";\n"));

    /// <summary>As <c>strata generate</c> writes it and <c>strata migrate</c> runs it.</summary>
    public async Task MigrateAsync(Plan plan)
    {
        var script = SqlScript.Parse(new MigrationText(s_dialect).Up(plan), SqliteSyntax.Instance, "0001_test.sql");
        await using var target = new SqliteTarget(ConnectionString);
        await target.OpenAsync(Cancellation);
        await target.RunAsync(new TransactionUnit(script.Statements, []) { Rebuilds = [.. script.Rebuilds] }, _ => { }, Cancellation);
    }

    /// <summary>
    /// Brings the database to another schema, and holds that nothing is left to do then: neither for the planner nor for the pragmas.
    /// </summary>
    public async Task<Plan> ChangeToAsync(string after)
    {
        var plan = await PlanToAsync(after);
        if (!plan.IsEmpty)
            await MigrateAsync(plan);
        await MustBeAsync(after);
        return plan;
    }

    public async Task MustBeAsync(string schema)
    {
        Assert.Equal("", Script(await PlanToAsync(schema)));
        await using var wanted = await WithAsync(schema);
        Assert.Equal(await Shape.OfAsync(wanted), await Shape.OfAsync(this));
        Assert.Equal(["ok"], await RowsAsync("PRAGMA integrity_check"));
        Assert.Empty(await RowsAsync("SELECT name FROM sqlite_schema WHERE name LIKE '\\_\\_strata%' ESCAPE '\\'"));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        File.Delete(_file);
    }
}
