using System.Text.RegularExpressions;
using Npgsql;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>Copies of the databases of a PostgreSQL server that some texts name.</summary>
internal sealed class DatabaseCopies : IAsyncDisposable
{
    private readonly string _server;
    private readonly List<(string From, string To)> _names = [];
    private readonly List<(string From, string To)> _places = [];

    private DatabaseCopies(string server) => _server = server;

    /// <summary>Copies; null where somebody is connected to one of the databases.</summary>
    public static async Task<DatabaseCopies?> TryCreateAsync(string url, string texts)
    {
        var server = new NpgsqlConnectionStringBuilder(url) { Database = "postgres", Pooling = false }.ConnectionString;
        var copies = new DatabaseCopies(server);
        foreach (var name in await PostgresFixture.QueryAsync(server, "select datname from pg_database where not datistemplate"))
        {
            if (name == "postgres" || !Regex.IsMatch(texts, $@"\b{name}\b") || await copies.TryCopyAsync(name))
                continue;
            await copies.DisposeAsync();
            return null;
        }
        return copies;
    }

    private async Task<bool> TryCopyAsync(string name)
    {
        var to = $"advised_{Guid.NewGuid():N}";
        try
        {
            await PostgresFixture.ExecuteAsync(_server, $"create database {to} template \"{name}\"");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
        _names.Add((name, to));
        await MoveStampAsync(to);
        return true;
    }

    /// <summary>The copy is stamped as the database itself: what the pin remembers is changed with it.</summary>
    private async Task MoveStampAsync(string to)
    {
        var copy = new NpgsqlConnectionStringBuilder(_server) { Database = to }.ConnectionString;
        if (await PostgresFixture.QueryAsync(copy, "select to_regclass('strata.stamp')::text") is [""])
            return;
        const string Moved = "regexp_replace(place, '[0-9]+$', (select oid::text from pg_database where datname = current_database()))";
        foreach (var row in await PostgresFixture.QueryAsync(copy, $"select place, {Moved} from strata.stamp where place is not null"))
            _places.Add((row.Split('|')[0], row.Split('|')[1]));
        await PostgresFixture.ExecuteAsync(copy, $"update strata.stamp set place = {Moved}");
    }

    /// <summary>A text that names the copies in the place of the databases.</summary>
    public string Rename(string text) =>
        _names.Concat(_places).Aggregate(text, (t, n) => Regex.Replace(t, $@"(?<![\w]){Regex.Escape(n.From)}(?![\w])", n.To));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, copy) in _names)
            await PostgresFixture.ExecuteAsync(_server, $"drop database if exists {copy} with (force)");
    }
}
