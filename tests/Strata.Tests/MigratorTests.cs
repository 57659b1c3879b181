using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Strata.Tests;

/// <summary>Migrations run by a program without strata.json.</summary>
public sealed class MigratorTests(PostgresFixture server)
{
    private static readonly MigratorOptions s_options = new() { Environment = "staging", Commit = "4f1c0de" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_data_source_gives_its_password()
    {
        var url = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync());
        // No reference is looked for in what a program passes.
        await PostgresFixture.ExecuteAsync(url.ConnectionString, "create role migrator login superuser password 'a${B}@/%c'");
        (url.Username, url.Password) = ("migrator", "a${B}@/%c");
        await using var source = NpgsqlDataSource.Create(url.ConnectionString);
        var folder = MigrationSource.Folder(Path.Combine(Example.Repository, "examples/cinema/db/migrations-pg"));

        var result = await Migrator.RunAsync(source, folder, s_options, cancellationToken: Token);

        Assert.Equal("0000_narrow_orchard", result.Head);
        var row = await PostgresFixture.QueryAsync(url.ConnectionString, "select environment, policy from strata.stamp");
        Assert.Equal("staging|protected", Assert.Single(row), ignoreCase: true);
        Assert.Empty((await Migrator.RunAsync(source, folder, s_options, cancellationToken: Token)).Applied);
    }

    [Fact]
    public async Task Embedded_resources_are_run_and_leave_no_files()
    {
        using var folder = new TempFolder();
        await using var source = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder.Path, "app.db")}");
        var before = Temporary();

        var result = await Migrator.RunAsync(
            source,
            MigrationSource.Resources(Assembly.GetExecutingAssembly(), "cinema/"),
            s_options,
            cancellationToken: Token
        );

        Assert.Equal(["0000_azure_magpie"], result.Applied);
        Assert.Equal(before, Temporary());
    }

    [Fact]
    public void An_assembly_without_migrations_is_an_error() =>
        Assert.Throws<ArgumentException>(() => MigrationSource.Resources(Assembly.GetExecutingAssembly(), "nothing/").Open());

    [Fact]
    public async Task A_folder_that_was_not_copied_is_no_success()
    {
        using var folder = new TempFolder();
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            Migrator.RunAsync(
                $"Data Source={Path.Combine(folder.Path, "app.db")}",
                MigrationSource.Folder(folder.Path),
                s_options,
                cancellationToken: Token
            )
        );
        Assert.Equal(("ST3009", ProblemKind.Usage), (problem.Problem.Code, problem.Kind));
    }

    [Fact]
    public async Task An_open_environment_needs_no_acknowledgement_and_keeps_its_order()
    {
        using var folder = new TempFolder();
        var database = $"Data Source={Path.Combine(folder.Path, "app.db")}";
        var migrations = MigrationSource.Folder(Path.Combine(Example.Repository, "examples/cinema/db/migrations"));
        var options = s_options with { Policy = EnvironmentPolicy.Open, To = new("0") };
        Assert.Single((await Migrator.RunAsync(database, migrations, options, cancellationToken: Token)).Applied);
        Assert.Empty((await Migrator.RunAsync(database, migrations, options, cancellationToken: Token)).Applied);
    }

    private static string[] Temporary() =>
        [.. Directory.GetDirectories(Path.GetTempPath(), "strata-migrations-*").Order(StringComparer.Ordinal)];
}
