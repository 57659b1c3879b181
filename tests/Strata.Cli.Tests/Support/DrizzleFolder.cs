using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Strata.Cli.Tests.Support;

/// <summary>What Drizzle (to 0.45) leaves in a project and in its database, written by hand.</summary>
internal sealed class DrizzleFolder(CliProject project)
{
    private readonly List<(string Tag, long When)> _entries = [];

    public string Table => project.IsSqlite ? "__drizzle_migrations" : "drizzle.__drizzle_migrations";

    /// <summary>The three that most tests have.</summary>
    public static async Task<DrizzleFolder> ThreeAsync(CliProject project, params int[] run)
    {
        var drizzle = new DrizzleFolder(project);
        drizzle.Add(
            "0000_quick_thor",
            1000,
            "CREATE TABLE \"users\" (\n\t\"id\" integer PRIMARY KEY NOT NULL,\n\t\"email\" text NOT NULL\n);\n--> "
                + "statement-breakpoint\nCREATE UNIQUE INDEX \"users_email\" ON \"users\" (\"email\");"
        );
        drizzle.Add("0001_loud_hulk", 2000, "ALTER TABLE \"users\" ADD COLUMN \"name\" text;");
        drizzle.Add(
            "0002_shy_groot",
            3000,
            "CREATE TABLE \"posts\" (\n\t\"id\" integer PRIMARY KEY NOT NULL,\n\t\"user_id\" integer NOT NULL "
                + "REFERENCES \"users\"(\"id\")\n);"
        );
        foreach (var number in run)
            await drizzle.RunAsync(number);
        return drizzle;
    }

    public string Sql(int number) => project.Read($"drizzle/{_entries[number].Tag}.sql");

    public void Edit(int number, string sql) => project.Write($"drizzle/{_entries[number].Tag}.sql", sql);

    public void Add(string tag, long when, string sql)
    {
        _entries.Add((tag, when));
        project.Write($"drizzle/{tag}.sql", sql);
        project.Write(
            "drizzle/meta/_journal.json",
            JsonSerializer.Serialize(
                new
                {
                    version = "7",
                    dialect = project.IsSqlite ? "sqlite" : "postgresql",
                    entries = _entries.Select(
                        (e, i) =>
                            new
                            {
                                idx = i,
                                version = project.IsSqlite ? "6" : "7",
                                when = e.When,
                                tag = e.Tag,
                                breakpoints = true,
                            }
                    ),
                }
            )
        );
    }

    /// <summary>As drizzle-orm's migrate does.</summary>
    public async Task RunAsync(int number)
    {
        await TableAsync();
        await ExecuteAsync(number);
        await RowAsync(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql(number)))), _entries[number].When);
    }

    /// <summary>The statements without the row.</summary>
    public async Task ExecuteAsync(int number)
    {
        foreach (var statement in Sql(number).Split("--> statement-breakpoint"))
            await project.SqlAsync(statement);
    }

    public async Task RowAsync(string hash, long when)
    {
        await TableAsync();
        await project.SqlAsync($"INSERT INTO {Table} (hash, created_at) VALUES ('{hash}', {when})");
    }

    public async Task TableAsync()
    {
        if (!project.IsSqlite)
            await project.SqlAsync("CREATE SCHEMA IF NOT EXISTS drizzle");
        var time = project.IsSqlite ? "numeric" : "bigint";
        await project.SqlAsync($"CREATE TABLE IF NOT EXISTS {Table} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at {time})");
    }
}
