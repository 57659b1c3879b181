using System.Collections.Concurrent;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// A project with an environment "target" of one policy, and the databases it may find there. A database is copied again only where it was
/// changed.
/// </summary>
internal sealed class MatrixProject : IDisposable
{
    private sealed record Copy(string Name, string Before);

    private const string Nobody = "Host=127.0.0.1;Port=1;Username=postgres;Database=nobody";
    private readonly IMatrixServer _server;
    private readonly MatrixPolicy _policy;
    private readonly Dictionary<MatrixDatabase, string> _templates = [];
    private readonly ConcurrentBag<string> _shadows = [];
    private readonly ConcurrentDictionary<MatrixDatabase, ConcurrentBag<Copy>> _copies = [];

    private MatrixProject(IMatrixServer server, CliProject cli, MatrixPolicy policy) => (_server, Cli, _policy) = (server, cli, policy);

    /// <summary>What every cell starts from.</summary>
    public CliProject Cli { get; }

    public static async Task<MatrixProject> CreateAsync(CliServer server, string dialect, MatrixPolicy policy)
    {
        IMatrixServer databases = dialect == "sqlite" ? new MatrixFiles() : new MatrixServer(server);
        var p = new MatrixProject(databases, await server.ProjectAsync(dialect), policy);
        await p.WriteMigrationsAsync();
        await p.MakeTemplatesAsync();
        return p;
    }

    private Task<string> EmptyAsync() => _server.CreateAsync(null);

    private async Task WriteMigrationsAsync()
    {
        Cli.Variables["SHADOW"] = await EmptyAsync();
        Configure("\"policy\": \"open\"");
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
        var line = policy.Length == 0 ? "" : ", " + policy;
        var shadow = Cli.IsSqlite ? "" : "\"shadow\": \"env:SHADOW\", ";
        Cli.Write(
            "strata.json",
            $$"""
            { "dialect": "{{(Cli.IsSqlite ? "sqlite" : "postgresql")}}", {{shadow}}"content": { "tables": ["films"] }, "environments": {
                "local": { "url": "{{Cli.Url}}" },
                "target": { "url": "env:TARGET"{{line}} },
                "other": { "url": "env:TARGET"{{line}} } } }
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
        Configure(_policy.Line);
        if (_policy.IsUncommitted)
            await UncommittedAsync();
    }

    private async Task MakeAsync(MatrixDatabase kind, string? environment, params string[] command)
    {
        var name = _templates[kind] = await EmptyAsync();
        if (environment is null)
        {
            await _server.ExecuteAsync(name, "create table films as select 7 as id, 'somebody''s' as title");
            return;
        }
        Cli.Variables["TARGET"] = name;
        await Cli.ExpectAsync(0, [.. command, "--env", environment]);
        await _server.ExecuteAsync(name, $"insert into films (id, title) values (5, 'of {kind}')");
        await _server.ExecuteAsync(
            name,
            $"update {_server.Stamp} set policy = '{(environment == "other" ? "protected" : _policy.Stamped)}'"
        );
    }

    /// <summary>The project is a repository, and its last migration is not in it.</summary>
    private async Task UncommittedAsync()
    {
        Cli.Write(".gitignore", "*.db\n*.db-*\n.strata*\nbackup\n");
        await GitTeam.GitAsync(Cli, "init", "-q");
        await GitTeam.GitAsync(Cli, "add", "-A");
        await GitTeam.GitAsync(Cli, "rm", "-q", "--cached", "db/migrations/0002_three.sql");
        await GitTeam.GitAsync(Cli, "-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "-q", "-m", "x");
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
        if (row.MatchesSchema)
            cell.Schema("    public readonly Column Fourth = Text().Nullable();", "");
        // Two at a time in one shadow database would be in each other's way.
        if (!_shadows.TryTake(out var shadow))
            shadow = await EmptyAsync();
        cell.Variables["SHADOW"] = shadow;
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
        cell.Variables["TARGET"] = copy.Name;
        var result = await cell.RunAsync(arguments);
        var changed = await _server.FingerprintAsync(copy.Name) != copy.Before;
        if (!changed)
            bag.Add(copy);
        return new(result, changed);
    }

    /// <summary>A copy has the stamp of another place, which would be refused: it is made that of the database itself.</summary>
    private async Task<Copy> CopyAsync(MatrixDatabase kind)
    {
        var name = await _server.CreateAsync(_templates[kind]);
        if (kind != MatrixDatabase.Unstamped)
            await _server.ExecuteAsync(name, _server.MoveStamp(name));
        return new(name, await _server.FingerprintAsync(name));
    }

    public void Dispose()
    {
        Cli.Dispose();
        _server.Dispose();
    }
}
