using System.Collections.Concurrent;
using Npgsql;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// A project with an environment "target" of one policy, and the databases it may find there. A database is copied again only where it was
/// changed.
/// </summary>
internal sealed class MatrixProject : IDisposable
{
    private sealed record Copy(string Name, string Before);

    private const string Nobody = "Host=127.0.0.1;Port=1;Username=postgres;Database=nobody";
    private readonly CliServer _server;
    private readonly string _policy;
    private readonly Dictionary<MatrixDatabase, string> _templates = [];
    private readonly ConcurrentBag<string> _shadows = [];
    private readonly ConcurrentDictionary<MatrixDatabase, ConcurrentBag<Copy>> _copies = [];

    private MatrixProject(CliServer server, CliProject cli, string policy) => (_server, Cli, _policy) = (server, cli, policy);

    /// <summary>What every cell starts from.</summary>
    public CliProject Cli { get; }

    public static async Task<MatrixProject> CreateAsync(CliServer server, string policy)
    {
        var p = new MatrixProject(server, await server.ProjectAsync(), policy);
        await p.WriteMigrationsAsync();
        await p.MakeTemplatesAsync();
        return p;
    }

    private string Connection(string database) => _server.Server.ConnectionString(database);

    private Task<string> EmptyAsync(string? template = null) => _server.Server.CreateDatabaseAsync(template, CancellationToken.None);

    private async Task WriteMigrationsAsync()
    {
        Cli.Variables["SHADOW"] = Connection(await EmptyAsync());
        Configure("open");
        Cli.Write("other/20200101000000_one.sql", "-- migrate:up\ncreate table elsewhere (id integer);\n");
        await Cli.ExpectAsync(0, "generate", "--name", "one");
        Cli.Schema(Schemas.Last, $"{Schemas.Last}\n    public readonly Column Note = Text().Nullable();");
        Cli.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        await Cli.ExpectAsync(0, "generate", "--name", "two", "--keep", "30d", "--drop", "films.year");
        Cli.Schema(
            "public readonly Column Note = Text().Nullable();",
            "public readonly Column Note = Text().Nullable();\n    public readonly Column Third = Text().Nullable();"
        );
        await Cli.ExpectAsync(0, "generate", "--name", "three");
    }

    private void Configure(string policy)
    {
        Cli.Write(
            "strata.json",
            $$"""
            { "shadow": "env:SHADOW", "content": { "tables": ["films"] },
              "environments": {
                "local": { "url": "{{Cli.Url}}" },
                "target": { "url": "env:TARGET", "policy": "{{policy}}" },
                "other": { "url": "env:TARGET", "policy": "{{policy}}" } } }
            """
        );
    }

    private async Task MakeTemplatesAsync()
    {
        await Cli.ExpectAsync(0, "migrate", "--to", "1");
        await Cli.SqlAsync("insert into films (id, title, note) values (1, 'of local', 'x')");
        await Cli.ExpectAsync(0, "dump", "--out", "backup");
        await MakeAsync(MatrixDatabase.Migrated, "target", "migrate", "--to", "1");
        await MakeAsync(MatrixDatabase.Wrong, "other", "migrate", "--to", "1");
        await MakeAsync(MatrixDatabase.Pushed, "target", "push", "--yes");
        await MakeAsync(MatrixDatabase.Unstamped, null);
        Cli.Schema(
            "public readonly Column Third = Text().Nullable();",
            "public readonly Column Third = Text().Nullable();\n    public readonly Column Fourth = Text().Nullable();"
        );
        Configure(_policy);
    }

    private async Task MakeAsync(MatrixDatabase kind, string? environment, params string[] command)
    {
        var name = _templates[kind] = await EmptyAsync();
        if (environment is null)
        {
            await PostgresFixture.ExecuteAsync(Connection(name), "create table films as select 7 as id, 'somebody''s' as title");
            return;
        }
        Cli.Variables["TARGET"] = Connection(name);
        await Cli.ExpectAsync(0, [.. command, "--env", environment]);
        await PostgresFixture.ExecuteAsync(Connection(name), $"insert into films (id, title) values (5, 'of {kind}')");
        await PostgresFixture.ExecuteAsync(
            Connection(name),
            $"update strata.stamp set policy = '{(environment == "other" ? "protected" : _policy)}'"
        );
    }

    /// <summary>What came of a command.</summary>
    public sealed record Outcome(CliResult Result, bool Changed);

    public async Task<Outcome> RunAsync(MatrixRow row, MatrixDatabase kind)
    {
        using var cell = new CliProject(Cli.Url);
        foreach (var file in Directory.EnumerateFiles(Cli.Root, "*", SearchOption.AllDirectories))
        {
            var to = cell.At(Path.GetRelativePath(Cli.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        // Two at a time in one shadow database would be in each other's way.
        if (!_shadows.TryTake(out var shadow))
            shadow = await EmptyAsync();
        cell.Variables["SHADOW"] = Connection(shadow);
        var outcome = await RunAsync(cell, [.. row.Arguments, "--env", "target"], kind);
        _shadows.Add(shadow);
        return outcome;
    }

    private async Task<Outcome> RunAsync(CliProject cell, string[] arguments, MatrixDatabase kind)
    {
        if (kind == MatrixDatabase.Unreachable)
        {
            cell.Variables["TARGET"] = Nobody;
            return new(await cell.RunAsync(arguments), false);
        }
        var bag = _copies.GetOrAdd(kind, _ => []);
        if (!bag.TryTake(out var copy))
            copy = await CopyAsync(kind);
        cell.Variables["TARGET"] = Connection(copy.Name);
        var result = await cell.RunAsync(arguments);
        var changed = await PgDump.AllAsync(Connection(copy.Name)) != copy.Before;
        if (!changed)
            bag.Add(copy);
        return new(result, changed);
    }

    /// <summary>
    /// A copy by CREATE DATABASE has the stamp of another place, which would be refused: it is made that of the database itself.
    /// </summary>
    private async Task<Copy> CopyAsync(MatrixDatabase kind)
    {
        NpgsqlConnection.ClearAllPools();
        var name = await EmptyAsync(_templates[kind]);
        if (kind != MatrixDatabase.Unstamped)
        {
            await PostgresFixture.ExecuteAsync(
                Connection(name),
                $"update strata.stamp set place = regexp_replace(place, '[0-9]+$', (select oid::text from pg_database "
                    + $"where datname = '{name}'))"
            );
        }
        return new(name, await PgDump.AllAsync(Connection(name)));
    }

    public void Dispose() => Cli.Dispose();
}
