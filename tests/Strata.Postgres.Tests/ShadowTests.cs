using System.Globalization;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Postgres.Shadow;
using Strata.Project.SchemaSources;
using Strata.Testing;
using Observation = Strata.Core.Model.Observation;
using Read = Strata.Core.Model.Catalog;

namespace Strata.Postgres.Tests;

/// <summary>Temporary databases beside a local one, and what schemas read back as there.</summary>
public sealed class ShadowTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schema_is_built_again_only_when_something_that_decides_has_changed()
    {
        var role = $"maker_{Guid.NewGuid():N}";
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(database, $"create role {role} login createdb");
        var url = new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString;
        var cache = new Kept();

        var first = await LoadAsync(url, cache, "create table a (id int)");
        Assert.Equal(1, first.Opened);
        var again = await LoadAsync(url, cache, "create table a (id int)");
        Assert.Equal(0, again.Opened);
        Assert.Equal(first.Catalog.Objects, again.Catalog.Objects);
        Assert.Equal(1, (await LoadAsync(url, cache, "create table a (id int)", "create table b (id int)")).Opened);
        Assert.Equal(1, (await LoadAsync(url, cache, "create table b (id int)", "create table a (id int)")).Opened);

        // What the server makes of the DDL may depend on this; and in another's hands the objects are another's.
        await PostgresFixture.ExecuteAsync(database, $"alter role {role} set default_table_access_method = 'heap'");
        Assert.Equal(1, (await LoadAsync(url, cache, "create table a (id int)")).Opened);
        Assert.Equal(1, (await LoadAsync(database, cache, "create table a (id int)")).Opened);
    }

    [Fact]
    public async Task What_no_kind_claims_is_named_each_time()
    {
        var url = await postgres.CreateDatabaseAsync();
        var cache = new Kept();
        const string Ddl = "create operator family mine using btree";
        Assert.Single((await LoadAsync(url, cache, Ddl)).Catalog.Unmanaged);
        var again = await LoadAsync(url, cache, Ddl);
        Assert.Single(again.Catalog.Unmanaged);
        Assert.Equal(1, again.Opened);
    }

    [Theory]
    [InlineData("create language mine handler plpgsql_call_handler", "language mine")]
    [InlineData(
        "create foreign data wrapper w; create server s foreign data wrapper w; create user mapping for public "
            + "server s options (password 'hidden')",
        "user mapping \"public on server s\""
    )]
    [InlineData("create conversion mine for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8", "conversion")]
    public async Task What_stands_beside_schemas_is_named_too(string ddl, string named)
    {
        var url = await postgres.CreateDatabaseAsync();
        var unmanaged = Assert.Single((await LoadAsync(url, new Kept(), ddl.Split("; "))).Catalog.Unmanaged);
        Assert.StartsWith(named, unmanaged.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Databases_of_killed_commands_are_dropped_and_those_in_use_are_not()
    {
        var url = await LimitedAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string Name(long age) =>
            string.Create(CultureInfo.InvariantCulture, $"strata_shadow_{now - age:x8}_{Guid.NewGuid().ToString("N")[..8]}");
        var (old, young, used, other) = (Name(3600), Name(10), Name(3600), $"strata_shadow_of_somebody_{Guid.NewGuid():N}");
        foreach (var name in new[] { old, young, used, other })
            await PostgresFixture.ExecuteAsync(url, $"create database {name} template template0");
        await using var user = await PostgresFixture.OpenAsync(new NpgsqlConnectionStringBuilder(url) { Database = used }.ConnectionString);

        string own;
        await using (var shadows = new PostgresShadows(new ShadowPlaces(null, url, [])))
        await using (var shadow = await shadows.OpenAsync(Cancel))
            own = new NpgsqlConnectionStringBuilder(shadow.ConnectionString).Database!;

        Assert.StartsWith("strata_shadow_", own, StringComparison.Ordinal);
        IReadOnlyList<string> left = [];
        for (var i = 0; i < 200; i++)
        {
            left = await PostgresFixture.QueryAsync(url, "select datname from pg_database where datname like 'strata_shadow_%'");
            if (!left.Contains(own))
                break;
            await Task.Delay(50, Cancel);
        }
        Assert.Equal([false, false, true, true, true], new[] { own, old, young, used, other }.Select(left.Contains));
    }

    [Fact]
    public async Task A_server_of_our_own_stands_for_one_that_is_like_it()
    {
        var url = await postgres.CreateDatabaseAsync();
        var role = $"reader {Guid.NewGuid():N}";
        await PostgresFixture.ExecuteAsync(url, $"create role \"{role}\"");
        await using var shadows = new PostgresShadows(new ShadowPlaces(null, url, []));
        await using var shadow = await shadows.OpenAsync(Cancel);
        Assert.NotEqual(new NpgsqlConnectionStringBuilder(url).Host, new NpgsqlConnectionStringBuilder(shadow.ConnectionString).Host);
        // Statements may name the roles of the server it stands for.
        await PostgresFixture.ExecuteAsync(shadow.ConnectionString, "create table t ()");
        await PostgresFixture.ExecuteAsync(shadow.ConnectionString, $"grant select on t to \"{role}\"");
    }

    [Fact]
    public async Task A_login_that_may_not_do_everything_is_not_stood_for()
    {
        var url = await LimitedAsync();
        await using var shadows = new PostgresShadows(new ShadowPlaces(null, url, []));
        await using var shadow = await shadows.OpenAsync(Cancel);
        Assert.Equal(new NpgsqlConnectionStringBuilder(url).Host, new NpgsqlConnectionStringBuilder(shadow.ConnectionString).Host);
    }

    [Fact]
    public async Task Two_commands_do_not_use_a_configured_shadow_at_once()
    {
        var url = await postgres.CreateDatabaseAsync();
        await using var first = new PostgresShadows(new ShadowPlaces(url, null, []));
        await using var second = new PostgresShadows(new ShadowPlaces(url, null, []));
        Task<IShadow> other;
        await using (var shadow = await first.OpenAsync(Cancel))
        {
            await PostgresFixture.ExecuteAsync(shadow.ConnectionString, "create table mine (id integer)");
            other = second.OpenAsync(Cancel);
            await Task.WhenAny(other, Task.Delay(TimeSpan.FromSeconds(1), Cancel));
            Assert.Equal(["0"], await PostgresFixture.QueryAsync(shadow.ConnectionString, "select count(*) from mine"));
        }
        await using var after = await other;
        Assert.Equal(
            ["0"],
            await PostgresFixture.QueryAsync(after.ConnectionString, "select count(*) from pg_class where relname = 'mine'")
        );
    }

    /// <summary>A database whose login may create databases, and is no superuser.</summary>
    private async Task<string> LimitedAsync()
    {
        var url = await postgres.CreateDatabaseAsync();
        var login = $"limited_{Guid.NewGuid():N}";
        await PostgresFixture.ExecuteAsync(url, $"create role {login} login createdb");
        return new NpgsqlConnectionStringBuilder(url) { Username = login }.ConnectionString;
    }

    private static async Task<(Read Catalog, int Opened)> LoadAsync(string url, Kept cache, params string[] ddl)
    {
        await using var shadows = new Counted(new PostgresShadows(new ShadowPlaces(null, url, [])));
        var source = new DdlSource(
            new PostgresDialect(),
            shadows,
            "test",
            _ => Task.FromResult<IReadOnlyList<DdlStatement>>([.. ddl.Select(d => new DdlStatement(d, "test:1"))])
        )
        {
            Cache = cache,
        };
        return (await source.LoadAsync(Cancel), shadows.Opened);
    }

    private sealed class Counted(PostgresShadows shadows) : IShadowProvider
    {
        public int Opened { get; private set; }

        public Task<IShadow> OpenAsync(CancellationToken cancellationToken)
        {
            Opened++;
            return shadows.OpenAsync(cancellationToken);
        }

        public Task<string?> IdentityAsync(CancellationToken cancellationToken) => shadows.IdentityAsync(cancellationToken);

        public ValueTask DisposeAsync() => shadows.DisposeAsync();
    }

    private sealed class Kept : ICatalogCache
    {
        private readonly Dictionary<string, Read> _catalogs = [];
        private readonly Dictionary<string, Observation> _observations = [];

        public Task<Read?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_catalogs.GetValueOrDefault(key));

        public Task StoreAsync(string key, Read catalog, CancellationToken cancellationToken)
        {
            _catalogs[key] = catalog;
            return Task.CompletedTask;
        }

        public Task<Observation?> FindObservationAsync(string key, CancellationToken cancellationToken) =>
            Task.FromResult(_observations.GetValueOrDefault(key));

        public Task StoreAsync(string key, Observation observation, CancellationToken cancellationToken)
        {
            _observations[key] = observation;
            return Task.CompletedTask;
        }
    }
}
