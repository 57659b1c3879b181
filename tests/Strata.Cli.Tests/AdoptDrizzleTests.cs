using System.Text.Json.Nodes;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Projects that the real drizzle-kit generated and the real drizzle-kit or drizzle-orm migrated.</summary>
public sealed class AdoptDrizzleTests(CliServer server)
{
    private const string One = """
        import { pgTable, serial, text, varchar, integer, timestamp, pgEnum, index, boolean, numeric, jsonb } from 'drizzle-orm/pg-core';
        export const kind = pgEnum('kind', ['feature', 'short']);
        export const films = pgTable('films', {
          id: serial('id').primaryKey(), title: varchar('title', { length: 80 }).notNull(), kind: kind('kind').notNull().default('feature'),
          price: numeric('price', { precision: 8, scale: 2 }).default('9.50'), meta: jsonb('meta').notNull().default({}),
          isNew: boolean('is_new').notNull().default(true),
          createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
        }, (t) => [index('films_title_idx').on(t.title)]);
        """;

    private const string Roles = """

        export const roles = pgTable('roles', {
          id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
          filmId: integer('film_id').notNull().references(() => films.id, { onDelete: 'cascade' }),
          name: text('name').notNull().unique(),
        });
        """;

    private const string Sqlite = """
        import { sqliteTable, integer, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
        export const users = sqliteTable('users', {
          id: integer('id').primaryKey({ autoIncrement: true }), email: text('email').notNull(), age: integer('age'),
        }, (t) => [uniqueIndex('users_email').on(t.email)]);
        export const posts = sqliteTable('posts', {
          id: integer('id').primaryKey(),
          userId: integer('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
          done: integer('done', { mode: 'boolean' }).notNull().default(false),
        });
        """;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Of_three_migrations_two_were_run(bool folders)
    {
        var drizzle = folders ? await NpmTool.FoldersAsync() : await NpmTool.FlatAsync();
        using var p = await ProjectAsync("postgresql");
        drizzle.Write(p, One);
        await drizzle.GenerateAsync(p, "first");
        await drizzle.MigrateByKitAsync(p);
        drizzle.Write(p, One + Roles);
        await drizzle.GenerateAsync(p, "second");
        await drizzle.MigrateByOrmAsync(p);
        drizzle.Write(
            p,
            One.Replace("['feature', 'short']", "['feature', 'short', 'serial']", StringComparison.Ordinal)
                + Roles.Replace("text('name')", "varchar('name', { length: 20 })", StringComparison.Ordinal)
        );
        await drizzle.GenerateAsync(p, "third");

        var adopted = await p.ExpectAsync(0, "adopt", "drizzle", "drizzle");
        Assert.Contains("2 recorded as applied", adopted.Output, StringComparison.Ordinal);
        Assert.Contains("1 pending", adopted.Output, StringComparison.Ordinal);
        Assert.Equal(["0000_first", "0001_second", "0002_third"], p.Migrations);
        await GoOnAsync(p, "Varchar(80)");
    }

    [Fact]
    public async Task A_migration_merged_late_that_drizzle_never_ran_is_run()
    {
        var drizzle = await NpmTool.FlatAsync();
        using var p = await ProjectAsync("postgresql");
        drizzle.Write(p, One);
        await drizzle.GenerateAsync(p, "first");
        drizzle.Write(p, One + Roles);
        await drizzle.GenerateAsync(p, "second");
        await drizzle.MigrateByOrmAsync(p);
        // Another branch's migration, made before the second and merged after it was deployed.
        p.Write("drizzle/0001_late.sql", "ALTER TABLE \"films\" ADD COLUMN \"late\" integer;");
        var journal = JsonNode.Parse(p.Read("drizzle/meta/_journal.json"))!;
        var second = journal["entries"]!.AsArray()[1]!;
        journal["entries"]!
            .AsArray()
            .Insert(
                1,
                new JsonObject
                {
                    ["idx"] = 1,
                    ["version"] = "7",
                    ["when"] = second["when"]!.GetValue<long>() - 1,
                    ["tag"] = "0001_late",
                    ["breakpoints"] = true,
                }
            );
        p.Write("drizzle/meta/_journal.json", journal.ToJsonString());
        await drizzle.MigrateByOrmAsync(p);
        Assert.Equal(["2"], await p.QueryAsync("SELECT count(*) FROM drizzle.__drizzle_migrations"));

        var adopted = await p.ExpectAsync(0, "adopt", "drizzle", "drizzle");
        Assert.Contains("never run 0001_late", adopted.Output, StringComparison.Ordinal);
        Assert.Contains("1 pending", (await p.ExpectAsync(5, "status", "--check")).Output, StringComparison.Ordinal);
        await GoOnAsync(p, "Varchar(80)");
        Assert.Equal(["1"], await p.QueryAsync("SELECT count(*) FROM information_schema.columns WHERE column_name = 'late'"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Files_that_drizzle_kit_up_made_folders_of(bool migrated)
    {
        var (old, @new) = (await NpmTool.FlatAsync(), await NpmTool.FoldersAsync());
        using var p = await ProjectAsync("postgresql");
        old.Write(p, One);
        await old.GenerateAsync(p, "first");
        old.Write(p, One + Roles);
        await old.GenerateAsync(p, "second");
        await old.MigrateByKitAsync(p);
        old.Write(p, One + Roles.Replace("text('name')", "varchar('name', { length: 20 })", StringComparison.Ordinal));
        await old.GenerateAsync(p, "third");
        @new.Write(p, p.Read("schema.ts"));
        await @new.UpAsync(p);
        if (migrated)
            await @new.MigrateByOrmAsync(p);
        var adopted = await p.ExpectAsync(0, "adopt", "drizzle", "drizzle");
        Assert.Contains(migrated ? "3 recorded as applied" : "2 recorded as applied", adopted.Output, StringComparison.Ordinal);
        await GoOnAsync(p, "Varchar(80)");
    }

    [Fact]
    public async Task A_folder_merged_late_is_pending()
    {
        var drizzle = await NpmTool.FoldersAsync();
        using var p = await ProjectAsync("postgresql");
        drizzle.Write(p, One);
        await drizzle.GenerateAsync(p, "first");
        await drizzle.MigrateByKitAsync(p);
        p.Write("drizzle/20200101000000_late/migration.sql", "CREATE TABLE \"late\" (\"id\" integer);");
        var adopted = await p.ExpectAsync(0, "adopt", "drizzle", "drizzle");
        Assert.Contains("never run 0001_late", adopted.Output, StringComparison.Ordinal);
        Assert.Equal(["0000_first", "0001_late"], p.Migrations);
        await GoOnAsync(p, "Varchar(80)");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_file_edited_after_it_was_run_is_found(bool folders)
    {
        var drizzle = folders ? await NpmTool.FoldersAsync() : await NpmTool.FlatAsync();
        using var p = await ProjectAsync("postgresql");
        drizzle.Write(p, One);
        await drizzle.GenerateAsync(p, "first");
        await drizzle.MigrateByKitAsync(p);
        var file = Directory.GetFiles(p.At("drizzle"), "*.sql", SearchOption.AllDirectories)[0];
        p.Write(
            Path.GetRelativePath(p.Root, file),
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)
                + "\n--> statement-breakpoint\nALTER TABLE \"films\" ADD COLUMN \"more\" integer;"
        );
        await drizzle.MigrateByKitAsync(p);
        await p.RefusedAsync(3, ["adopt", "drizzle", "drizzle"], "ST3066", "1 of 1 rows", Path.GetFileName(file));
        await p.RefusedAsync(4, ["adopt", "drizzle", "drizzle", "--accept-unverified"], "ST4004", "films.more is missing");
        Assert.False(Directory.Exists(p.At("db/migrations")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_rebuilt_table_of_sqlite_goes_on(bool folders)
    {
        var drizzle = folders ? await NpmTool.FoldersAsync() : await NpmTool.FlatAsync();
        using var p = await ProjectAsync("sqlite");
        drizzle.Write(p, Sqlite);
        await drizzle.GenerateAsync(p, "first");
        await drizzle.MigrateByOrmAsync(p);
        drizzle.Write(p, Sqlite.Replace("age: integer('age')", "age: integer('age').notNull().default(1)", StringComparison.Ordinal));
        await drizzle.GenerateAsync(p, "second");
        var adopted = await p.ExpectAsync(0, "adopt", "drizzle", "drizzle");
        Assert.Contains("1 recorded as applied", adopted.Output, StringComparison.Ordinal);
        Assert.Equal(["0000_first", "0001_second"], p.Migrations);
        await p.SqlAsync("INSERT INTO users (id, email, age) VALUES (1, 'a', 5)");
        await p.SqlAsync("INSERT INTO posts (id, user_id) VALUES (1, 1)");
        await GoOnAsync(p, "Integer().Default(1)");
        Assert.Equal(["1"], await p.QueryAsync("SELECT count(*) FROM posts"));
    }

    /// <summary>What is pending is run, the schema is what was adopted, and the next change is made the usual way.</summary>
    private static async Task GoOnAsync(CliProject p, string column)
    {
        var before = p.Migrations.Count;
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        p.Schema($"{column};", $"{column};\n    public readonly Column Extra = Integer().Nullable();");
        await p.ExpectAsync(0, "generate", "--name", "extra");
        Assert.Equal(before + 1, p.Migrations.Count);
        Assert.Contains(p.Migrations, m => m.EndsWith("_extra", StringComparison.Ordinal));
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    private async Task<CliProject> ProjectAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        File.Delete(p.At("db/src/Schema.cs"));
        return p;
    }
}
