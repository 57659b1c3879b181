using Microsoft.Data.Sqlite;
using Strata.Core.Problems;
using Strata.Testing;

namespace Strata.Tests;

/// <summary>Programs of a few lines that reference the library alone, built and run as a user would.</summary>
public sealed class HostTests(ConsoleProgram program) : IClassFixture<ConsoleProgram>
{
    [Fact]
    public async Task A_program_migrates_and_meets_every_guard()
    {
        using var folder = new TempFolder();
        Example.CopyTo(folder.Path);
        var (migrations, database) = (Path.Combine(folder.Path, "db/migrations"), Path.Combine(folder.Path, "cinema.db"));
        Task<(int Exit, string Output)> MigrateAsync(string environment, string policy) =>
            program.RunAsync("Migrate", folder.Path, $"Data Source={database}", migrations, environment, policy);

        var (exit, output) = await MigrateAsync("staging", "Protected");
        Assert.True(exit == 0, output);
        Assert.Contains("MigrationApplied { Tag = 0000_azure_magpie", output, StringComparison.Ordinal);
        Assert.Contains("applied 1, now at 0000_azure_magpie", output, StringComparison.Ordinal);

        (exit, output) = await MigrateAsync("production", "Protected");
        Assert.True(exit == (int)ProblemKind.Refused, output);
        Assert.Contains("ST9001", output, StringComparison.Ordinal);

        await WithoutWidthAsync(folder.Path);
        var before = await SchemaAsync(database);
        (exit, output) = await MigrateAsync("staging", "Protected");
        Assert.True(exit == (int)ProblemKind.DecisionMissing, output);
        Assert.Contains("ST1113", output, StringComparison.Ordinal);
        Assert.Equal(before, await SchemaAsync(database));

        Example.Edit(folder.Path, "db/migrations/0000_azure_magpie.sql", "CREATE TABLE images", "CREATE TABLE pictures");
        (exit, output) = await MigrateAsync("staging", "Open");
        Assert.True(exit == (int)ProblemKind.Inconsistent, output);
        Assert.Equal(before, await SchemaAsync(database));
    }

    [Fact]
    public async Task A_program_asks_for_the_status_and_generates()
    {
        using var folder = new TempFolder();
        Example.CopyTo(folder.Path);
        Example.Edit(
            folder.Path,
            "db/src/Media.cs",
            "    public readonly Column Url = Text();\n",
            "    public readonly Column Url = Text();\n    public readonly Column Title = Text().Nullable();\n"
        );
        var (exit, output) = await program.RunAsync("Develop", folder.Path, folder.Path);
        Assert.True(exit == 0, output);
        Assert.Contains("0000_azure_magpie Pending", output, StringComparison.Ordinal);
        var written = Assert.Single(
            Directory.GetFiles(Path.Combine(folder.Path, "db/migrations"), "0001_*.sql"),
            f => !f.EndsWith(".down.sql", StringComparison.Ordinal)
        );
        Assert.Contains("ADD COLUMN title", await File.ReadAllTextAsync(written, Token), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Path.GetFileNameWithoutExtension(written), output, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A migration with a hazard: it drops a column.</summary>
    private static async Task WithoutWidthAsync(string folder)
    {
        Example.Edit(
            folder,
            "db/src/Media.cs",
            "    public readonly Column LanguageCode = Varchar(8).Nullable().References<Languages>(l => l.Code);\n",
            ""
        );
        await using var project = StrataProject.Open(folder);
        Assert.NotNull((await project.GenerateAsync(cancellationToken: Token)).Written);
    }

    private static async Task<string> SchemaAsync(string database)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "select group_concat(sql, char(10)) from (select sql from sqlite_schema order by name)";
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
