using Npgsql;
using Strata.Postgres;
using Strata.Postgres.Connections;
using Strata.Postgres.Shadow;

namespace Strata.Benchmarks;

/// <summary>What is measured, and against whom.</summary>
internal static class Scenarios
{
    public static IEnumerable<Scenario> All(Workspace w, ShadowServer server, Peers peers) =>
        [
            new("version", () => Task.FromResult(Version(w, peers))),
            new("no-op migrate, 100 applied", () => NoOpAsync(w, server, peers, 100)),
            new("generate, 50 tables, one changed column", () => GenerateAsync(w, server, peers, 50)),
            new("generate, 500 tables, one changed column", () => GenerateAsync(w, server, peers, 500)),
            new("migrate, 1000 pending", () => PendingAsync(w, server, peers, 1000)),
            new("catalog read, 1000 tables", () => ReadAsync(w, server, 1000)),
        ];

    private static IReadOnlyList<Contestant> Version(Workspace w, Peers peers)
    {
        List<Contestant> all = [Tool("strata", w.Strata, w.Root, "--version")];
        if (peers.Dbmate is { } dbmate)
            all.Add(Tool("dbmate", dbmate, w.Root, "--version"));
        if (peers.DrizzleKit is { } drizzle)
            all.Add(Tool("drizzle-kit", drizzle, w.Root, "--version"));
        return all;
    }

    private static async Task<IReadOnlyList<Contestant>> NoOpAsync(Workspace w, ShadowServer server, Peers peers, int count)
    {
        var ours = await Projects
            .StrataAsync(w, server, "noop", Url(server, await server.CreateDatabaseAsync(null, default).ConfigureAwait(false)), count)
            .ConfigureAwait(false);
        await Shell.RunAsync(w.Strata, ours, "migrate").ConfigureAwait(false);
        List<Contestant> all = [Tool("strata", w.Strata, ours, "migrate")];
        if (peers.Dbmate is { } dbmate)
        {
            var folder = Projects.Dbmate(w, "noop-dbmate", count);
            string[] arguments =
            [
                "--url",
                Url(server, await server.CreateDatabaseAsync(null, default).ConfigureAwait(false)) + "?sslmode=disable",
                "-d",
                folder,
                "--no-dump-schema",
                "migrate",
            ];
            await Shell.RunAsync(dbmate, w.Root, arguments).ConfigureAwait(false);
            all.Add(Tool("dbmate", dbmate, w.Root, arguments));
        }
        if (peers.DrizzleKit is { } drizzle)
        {
            var folder = Projects.Drizzle(
                w,
                peers,
                "noop-drizzle",
                Url(server, await server.CreateDatabaseAsync(null, default).ConfigureAwait(false)),
                count
            );
            await Shell.RunAsync(drizzle, folder, "migrate").ConfigureAwait(false);
            all.Add(Tool("drizzle-kit", drizzle, folder, "migrate"));
        }
        return all;
    }

    private static async Task<IReadOnlyList<Contestant>> GenerateAsync(Workspace w, ShadowServer server, Peers peers, int tables)
    {
        // As on a developer's machine, with a local server; then without one.
        var ours = await Projects.StrataAsync(w, server, $"generate{tables}", Url(server, "postgres"), 0).ConfigureAwait(false);
        var config = Path.Combine(ours, "strata.json");
        var local = await File.ReadAllTextAsync(config).ConfigureAwait(false);
        var schema = Path.Combine(ours, "db", "src", "Schema.cs");
        var migrations = Path.Combine(ours, "db", "migrations");
        await File.WriteAllTextAsync(schema, Projects.Schema(tables, "Integer()")).ConfigureAwait(false);
        await Shell.RunAsync(w.Strata, ours, "generate").ConfigureAwait(false);
        var kept = w.Folder($"generate{tables}-kept");
        Copy(migrations, kept);
        await File.WriteAllTextAsync(schema, Projects.Schema(tables, "Bigint()")).ConfigureAwait(false);
        List<Contestant> all =
        [
            new(
                "strata (compiled before)",
                () => Restored(kept, migrations, () => Task.CompletedTask),
                () => Shell.RunAsync(w.Strata, ours, "generate")
            ),
        ];
        if (peers.DrizzleKit is { } drizzle)
        {
            var folder = Projects.Drizzle(w, peers, $"generate{tables}-drizzle", "postgresql://127.0.0.1:1/none", 0);
            var source = Path.Combine(folder, "schema.ts");
            await File.WriteAllTextAsync(source, Projects.DrizzleSchema(tables, "integer")).ConfigureAwait(false);
            await Shell.RunAsync(drizzle, folder, "generate").ConfigureAwait(false);
            var keptTheirs = w.Folder($"generate{tables}-drizzle-kept");
            Copy(Path.Combine(folder, "drizzle"), keptTheirs);
            await File.WriteAllTextAsync(source, Projects.DrizzleSchema(tables, "bigint")).ConfigureAwait(false);
            all.Add(
                new(
                    "drizzle-kit",
                    () => Restored(keptTheirs, Path.Combine(folder, "drizzle"), () => Task.CompletedTask),
                    () => Shell.RunAsync(drizzle, folder, "generate")
                )
            );
        }
        var edit = 0;
        var alone = local.Replace(Url(server, "postgres"), "postgresql://127.0.0.1:1/none", StringComparison.Ordinal);
        all.Add(
            new(
                "strata (compiled before; a server started for it)",
                () => Restored(kept, migrations, () => File.WriteAllTextAsync(config, alone)),
                async () =>
                {
                    await Shell.RunAsync(w.Strata, ours, "generate").ConfigureAwait(false);
                    await File.WriteAllTextAsync(config, local).ConfigureAwait(false);
                }
            )
        );
        all.Insert(
            1,
            new(
                "strata (compiling)",
                () => Restored(kept, migrations, () => File.AppendAllTextAsync(schema, $"// {++edit}\n")),
                () => Shell.RunAsync(w.Strata, ours, "generate")
            )
        );
        return all;
    }

    private static async Task<IReadOnlyList<Contestant>> PendingAsync(Workspace w, ShadowServer server, Peers peers, int count)
    {
        const string Database = "bench_pending";
        async Task Fresh()
        {
            await ExecuteAsync(server.ConnectionString(), $"drop database if exists {Database}").ConfigureAwait(false);
            await ExecuteAsync(server.ConnectionString(), $"create database {Database} template template0").ConfigureAwait(false);
        }

        await Fresh().ConfigureAwait(false);
        var ours = await Projects.StrataAsync(w, server, "pending", Url(server, Database), count).ConfigureAwait(false);
        var script = Path.Combine(w.Folder("pending-psql"), "all.sql");
        await File.WriteAllLinesAsync(
                script,
                [
                    "create table history (id int primary key, hash text, at timestamptz default now());",
                    .. Enumerable
                        .Range(0, count)
                        .Select(i =>
                            $"begin;\n{Projects.Statement(i)};\ninsert into history (id, hash) values ({i}, '{Guid.NewGuid():n}');\ncommit;"
                        ),
                ]
            )
            .ConfigureAwait(false);
        var psql = Path.Combine(server.Binaries.Directory, "psql");
        List<Contestant> all =
        [
            new("strata", Fresh, () => Shell.RunAsync(w.Strata, ours, "migrate", "--quiet")),
            new(
                "psql, a transaction and a history row each",
                Fresh,
                () => Shell.RunAsync(psql, w.Root, "-q", "-v", "ON_ERROR_STOP=1", "-d", Url(server, Database), "-f", script)
            ),
        ];
        if (peers.Dbmate is { } dbmate)
        {
            var folder = Projects.Dbmate(w, "pending-dbmate", count);
            all.Add(
                new(
                    "dbmate",
                    Fresh,
                    () =>
                        Shell.RunAsync(
                            dbmate,
                            w.Root,
                            "--url",
                            Url(server, Database) + "?sslmode=disable",
                            "-d",
                            folder,
                            "--no-dump-schema",
                            "migrate"
                        )
                )
            );
        }
        if (peers.DrizzleKit is { } drizzle)
        {
            var folder = Projects.Drizzle(w, peers, "pending-drizzle", Url(server, Database), count);
            all.Add(new("drizzle-kit", Fresh, () => Shell.RunAsync(drizzle, folder, "migrate")));
        }
        return all;
    }

    private static async Task<IReadOnlyList<Contestant>> ReadAsync(Workspace w, ShadowServer server, int tables)
    {
        var database = await server.CreateDatabaseAsync(null, default).ConfigureAwait(false);
        for (var i = 0; i < tables; i++)
            await ExecuteAsync(
                    server.ConnectionString(database),
                    $"create table t{i} (id int primary key, a text not null default 'x', b numeric(8,2) check (b > 0), c "
                        + $"timestamptz default now(), d uuid unique{(i > 0 ? $", p int references t{i - 1}" : "")})"
                )
                .ConfigureAwait(false);
        var dump = Path.Combine(server.Binaries.Directory, "pg_dump");
        return
        [
            new(
                "strata's reader, in process",
                () => Task.CompletedTask,
                async () =>
                {
                    await using var connection = ConnectionFactory.Create(server.ConnectionString(database));
                    await connection.OpenAsync().ConfigureAwait(false);
                    await new PostgresDialect().ReadAsync(connection, default).ConfigureAwait(false);
                }
            ),
            Tool("pg_dump -s", dump, w.Root, "-s", "-f", Path.Combine(w.Root, "dump.sql"), Url(server, database)),
            Tool(
                "strata diff of the database with itself (two reads, whole process)",
                w.Strata,
                w.Root,
                "diff",
                "--from",
                Url(server, database),
                "--to",
                Url(server, database)
            ),
        ];
    }

    private static Contestant Tool(string name, string program, string folder, params string[] arguments) =>
        new(name, () => Task.CompletedTask, () => Shell.RunAsync(program, folder, arguments));

    private static string Url(ShadowServer server, string database) =>
        $"postgresql://postgres:{Uri.EscapeDataString(server.Password!)}@127.0.0.1:{server.Port}/{database}";

    private static Task Restored(string from, string to, Func<Task> then)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Copy(from, to);
        return then();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = ConnectionFactory.Create(connectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
