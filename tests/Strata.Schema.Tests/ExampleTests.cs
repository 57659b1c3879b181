using Microsoft.Data.Sqlite;
using Strata.Core.Hosting;
using Strata.Project.SchemaSources.CSharp;

namespace Strata.Schema.Tests;

/// <summary>The example project, one source for both dialects.</summary>
public sealed class ExampleTests : IDisposable
{
    private static readonly string s_example = Path.Combine(AppContext.BaseDirectory, "Schemas", "cinema");
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("strata-example-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Delete(recursive: true);

    [Fact]
    public async Task Example_on_SQLite_loads_with_its_seed_data()
    {
        var script = await Client().LoadAsync(Path.Combine(s_example, "src"), "sqlite", Token);
        await using var database = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
        await database.OpenAsync(Token);
        var seeds = Directory.GetFiles(Path.Combine(s_example, "seed")).Order(StringComparer.Ordinal);
        string[] texts = [.. script.Statements.Select(s => s.Sql), .. seeds.Select(File.ReadAllText)];
        foreach (var text in texts)
            await Run(database, text);

        Assert.Equal(31L, await Run(database, "select count(*) from sqlite_master where type = 'table' and name not like 'sqlite_%'"));
        Assert.Equal(3L, await Run(database, "select count(*) from audit_log"));
        Assert.Equal("Mira Hollenstein", await Run(database, "select name from film_directors order by name desc limit 1"));
        await Assert.ThrowsAsync<SqliteException>(() => Run(database, "update films set state = 'lost'"));
    }

    [Fact]
    public async Task Example_has_the_same_tables_on_both_dialects_and_files_by_dialect()
    {
        var postgres = await Client().LoadAsync(Path.Combine(s_example, "src"), "postgresql", Token);
        var sqlite = await Client().LoadAsync(Path.Combine(s_example, "src"), "sqlite", Token);
        static IEnumerable<string> Tables(IEnumerable<string> objects) =>
            objects
                .Where(o => o.StartsWith("table ", StringComparison.Ordinal) && o.Count(c => c == '.') == 1)
                .Select(o => o[(o.IndexOf('.') + 1)..])
                .Distinct();
        Assert.Equal(Tables(postgres.Statements.Select(s => s.Object)), Tables(sqlite.Statements.Select(s => s.Object)));
        Assert.Equal("sql/postgresql/audit.sql", Assert.Single(postgres.Statements, s => s.Kind == "sql file").File);
        Assert.Equal(
            ["sql/sqlite/audit.sql", "sql/sqlite/touch.sql"],
            sqlite.Statements.Where(s => s.Kind == "sql file").Select(s => s.File)
        );
    }

    private SchemaHostClient Client() =>
        new(EnvironmentVariables.OfProcess(), TimeProvider.System, new SchemaCache(_cache.FullName), new Notices());

    private static async Task<object?> Run(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }
}
