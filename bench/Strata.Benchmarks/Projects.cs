using System.Globalization;
using System.Text;
using Npgsql;
using Strata.Core.MigrationFiles;
using Strata.Core.Sql;
using Strata.Postgres;
using Strata.Postgres.Connections;
using Strata.Postgres.Shadow;
using Strata.Postgres.Syntax;

namespace Strata.Benchmarks;

/// <summary>The same project, written for each tool.</summary>
internal static class Projects
{
    public static string Statement(int i) => $"create table m{i} (id int primary key, name text not null default 'x')";

    /// <summary>A project of ours with a number of migrations.</summary>
    public static async Task<string> StrataAsync(Workspace w, ShadowServer server, string name, string url, int migrations)
    {
        var folder = w.Folder(name);
        await File.WriteAllTextAsync(
                Path.Combine(folder, "strata.json"),
                $$"""{ "dialect": "postgresql", "environments": { "local": { "url": "{{url}}" } } }"""
            )
            .ConfigureAwait(false);
        Directory.CreateDirectory(Path.Combine(folder, "db", "src"));
        var path = Directory.CreateDirectory(Path.Combine(folder, "db", "migrations")).FullName;
        if (migrations == 0)
            return folder;
        var entries = new List<JournalEntry>();
        var chain = Journal.Root;
        for (var i = 0; i < migrations; i++)
        {
            var tag = string.Create(CultureInfo.InvariantCulture, $"{i:D4}_m{i}");
            var text = Statement(i) + ";\n";
            var script = Core.Sql.SqlScript.Parse(text, PostgresSyntax.Instance, tag);
            await File.WriteAllTextAsync(Path.Combine(path, tag + ".sql"), text).ConfigureAwait(false);
            entries.Add(
                new JournalEntry(i, 0, tag)
                {
                    Hash = script.ScriptHash,
                    Parent = chain,
                    Statements = StatementHashes.Of(script),
                    Text = Migration.TextHash(script),
                }
            );
            chain = Journal.Chain(chain, script.ScriptHash);
        }
        Directory.CreateDirectory(Path.Combine(path, "meta"));
        var (snapshot, fingerprint) = await HeadAsync(server, migrations).ConfigureAwait(false);
        await File.WriteAllBytesAsync(Path.Combine(path, "meta", "_snapshot.json"), snapshot).ConfigureAwait(false);
        entries[^1] = entries[^1] with { Fingerprint = fingerprint };
        await File.WriteAllBytesAsync(
                MigrationFolder.JournalPath(path),
                JournalJson.Write(Journal.Empty("postgresql") with { Entries = [.. entries] })
            )
            .ConfigureAwait(false);
        return folder;
    }

    /// <summary>As <c>strata generate</c> leaves it: with the snapshot that a run is verified against.</summary>
    private static async Task<(byte[] Snapshot, string Fingerprint)> HeadAsync(ShadowServer server, int migrations)
    {
        var dialect = new PostgresDialect();
        var database = await server.CreateDatabaseAsync(null, default).ConfigureAwait(false);
        await using var connection = ConnectionFactory.Create(server.ConnectionString(database));
        await connection.OpenAsync().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        for (var i = 0; i < migrations; i++)
            batch.BatchCommands.Add(new(Statement(i)));
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        var catalog = await dialect.ReadAsync(connection, default).ConfigureAwait(false);
        return (Snapshot.Write(catalog, dialect.Kinds, dialect.Name), Snapshot.Fingerprint(catalog, dialect.Kinds, dialect.Name));
    }

    public static string Schema(int tables, string changed)
    {
        var text = new StringBuilder("using Strata.Schema;\n");
        for (var i = 0; i < tables; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                public sealed class T{{i}} : Table
                {
                    public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
                    public readonly Column Name = Text().Unique();
                    public readonly Column Count = {{(i == 7 ? changed : "Integer()")}};
                    public readonly Column Price = Numeric(8, 2).Nullable();
                    public readonly Column At = Timestamp().DefaultNow();
                    public T{{i}}() { Index(At.Descending(), Count); Check("positive", $"{Count} > 0"); }
                }

                """
            );
        }
        return text.ToString();
    }

    public static string Dbmate(Workspace w, string name, int migrations)
    {
        var folder = w.Folder(name);
        for (var i = 0; i < migrations; i++)
            File.WriteAllText(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{20200101000000 + i}_m{i}.sql")),
                $"-- migrate:up\n{Statement(i)};\n\n-- migrate:down\ndrop table m{i};\n"
            );
        return folder;
    }

    public static string Drizzle(Workspace w, Peers peers, string name, string url, int migrations)
    {
        var folder = w.Folder(name);
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), peers.Modules);
        File.WriteAllText(
            Path.Combine(folder, "drizzle.config.ts"),
            $"export default {{ dialect: 'postgresql', schema: './schema.ts', out: './drizzle', dbCredentials: {{ url: '{url}' }} }};\n"
        );
        File.WriteAllText(Path.Combine(folder, "schema.ts"), "export {};\n");
        var meta = Directory.CreateDirectory(Path.Combine(folder, "drizzle", "meta")).FullName;
        for (var i = 0; i < migrations; i++)
            File.WriteAllText(
                Path.Combine(folder, "drizzle", string.Create(CultureInfo.InvariantCulture, $"{i:D4}_m{i}.sql")),
                Statement(i) + ";\n"
            );
        var entries = Enumerable
            .Range(0, migrations)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"idx\":{i},\"version\":\"7\",\"when\":{1600000000000 + i},\"tag\":\"{i:D4}_m{i}\",\"breakpoints\":true}}"
                )
            );
        if (migrations > 0)
            File.WriteAllText(
                Path.Combine(meta, "_journal.json"),
                $"{{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[{string.Join(',', entries)}]}}"
            );
        else
            Directory.Delete(Path.Combine(folder, "drizzle"), recursive: true);
        return folder;
    }

    public static string DrizzleSchema(int tables, string changed)
    {
        var text = new StringBuilder(
            "import { pgTable, uuid, text, integer, bigint, numeric, timestamp, index, check } from "
                + "'drizzle-orm/pg-core';\nimport { sql } from 'drizzle-orm';\n"
        );
        for (var i = 0; i < tables; i++)
        {
            var count = i == 7 && changed == "bigint" ? "bigint('count', { mode: 'number' })" : "integer('count')";
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                export const t{{i}} = pgTable('t{{i}}', {
                    id: uuid('id').primaryKey().defaultRandom(),
                    name: text('name').notNull().unique(),
                    count: {{count}}.notNull(),
                    price: numeric('price', { precision: 8, scale: 2 }),
                    at: timestamp('at').notNull().defaultNow(),
                  },
                  (t) => [index('t{{i}}_at_idx').on(t.at.desc(), t.count), check('t{{i}}_positive', sql`${t.count} > 0`)]);

                """
            );
        }
        return text.ToString();
    }
}
