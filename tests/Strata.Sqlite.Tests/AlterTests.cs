using Strata.Core.Model;
using Strata.Sqlite.Shadow;

namespace Strata.Sqlite.Tests;

/// <summary>What SQLite can alter in place is altered in place, and what it cannot is not tried.</summary>
public class AlterTests
{
    [Theory]
    [InlineData(
        "CREATE TABLE t (a INT)",
        "CREATE TABLE t (a INT, b TEXT NOT NULL DEFAULT 'x')",
        "ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT 'x'"
    )]
    [InlineData(
        "CREATE TABLE t (a INT, UNIQUE (a))",
        "CREATE TABLE t (a INT, b INT DEFAULT -1, c INT, UNIQUE (a))",
        "ALTER TABLE t ADD COLUMN b INT DEFAULT -1; ALTER TABLE t ADD COLUMN c INT"
    )]
    [InlineData(
        "CREATE TABLE t (a INT)",
        "CREATE TABLE t (a INT, b INT AS (a * 2))",
        "ALTER TABLE t ADD COLUMN b INT GENERATED ALWAYS AS (a * 2) VIRTUAL"
    )]
    [InlineData(
        "CREATE TABLE t (a INT)",
        "CREATE TABLE t (a INT, b INT CONSTRAINT positive CHECK (b > a))",
        "ALTER TABLE t ADD COLUMN b INT CONSTRAINT positive CHECK (b > a)"
    )]
    [InlineData(
        "CREATE TABLE t (a INT PRIMARY KEY)",
        "CREATE TABLE t (a INT PRIMARY KEY, b INT, FOREIGN KEY (b) REFERENCES t (a) ON DELETE SET NULL)",
        "ALTER TABLE t ADD COLUMN b INT REFERENCES t (a) ON DELETE SET NULL"
    )]
    [InlineData("CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (a INT)", "ALTER TABLE t DROP COLUMN b")]
    [InlineData(
        "CREATE TABLE t (a INT, b INT); CREATE INDEX i ON t (b)",
        "CREATE TABLE t (a INT)",
        "DROP INDEX i; ALTER TABLE t DROP COLUMN b"
    )]
    [InlineData(
        "CREATE TABLE t (a INT, b INT)",
        "CREATE TABLE t (a INT, c INT)",
        "ALTER TABLE t ADD COLUMN c INT; ALTER TABLE t DROP COLUMN b"
    )]
    [InlineData(
        "CREATE TABLE t (a INT)",
        "CREATE TABLE t (a INT, b INT); CREATE INDEX i ON t (b)",
        "ALTER TABLE t ADD COLUMN b INT; CREATE INDEX i ON t (b)"
    )]
    [InlineData(
        "CREATE TABLE t (a INT); CREATE VIEW x AS SELECT a FROM t",
        "CREATE TABLE t (a INT); CREATE TABLE x (a INT)",
        "DROP VIEW x; CREATE TABLE x (\n  a INT\n)"
    )]
    [InlineData(
        "CREATE TABLE t (a INT); CREATE TABLE u (a INT); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TABLE t (a INT); CREATE TABLE u (a INT); CREATE TRIGGER r AFTER INSERT ON u BEGIN SELECT 1; END",
        "DROP TRIGGER r; CREATE TRIGGER r AFTER INSERT ON u BEGIN SELECT 1; END"
    )]
    [InlineData(
        "",
        "CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'trigram')",
        "CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'trigram')"
    )]
    public async Task InPlace(string before, string after, string expected)
    {
        await using var database = await TestDatabase.WithAsync(before);
        var plan = await database.ChangeToAsync(after);
        Assert.Equal(expected, string.Join("; ", plan.Steps.Select(s => s.Sql)));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b TEXT DEFAULT CURRENT_TIMESTAMP)")]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b TEXT DEFAULT (lower('X')))")]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b TEXT UNIQUE)")]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b INTEGER PRIMARY KEY)")]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, b INT AS (a) STORED)")]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT PRIMARY KEY, b INT DEFAULT 1 REFERENCES t (a))")]
    [InlineData("CREATE TABLE t (a INT, b INT, CHECK (b > 0))", "CREATE TABLE t (a INT)")]
    [InlineData("CREATE TABLE t (a INT, b INT UNIQUE)", "CREATE TABLE t (a INT)")]
    [InlineData("CREATE TABLE t (a INT, b INT PRIMARY KEY)", "CREATE TABLE t (a INT)")]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY, b INT REFERENCES t (a))", "CREATE TABLE t (a INT PRIMARY KEY)")]
    [InlineData("CREATE TABLE t (a INT, b INT, c INT AS (b))", "CREATE TABLE t (a INT)")]
    [InlineData(
        "CREATE TABLE t (a INT, b INT); CREATE VIEW v AS SELECT b FROM t",
        "CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t"
    )]
    [InlineData(
        "CREATE TABLE t (a INT, b INT); CREATE TABLE u (a INT); CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t (b) VALUES (1); END",
        "CREATE TABLE t (a INT); CREATE TABLE u (a INT); CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t VALUES (1); END"
    )]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (b INT)")]
    [InlineData("CREATE TABLE t (a INT, CHECK (t.a > 0))", "CREATE TABLE t (a INT, CHECK (t.a > 1))")]
    public async Task ByRebuild_WhereSqliteWouldRefuse(string before, string after)
    {
        await using var database = await TestDatabase.WithAsync(before);
        Assert.Contains((await database.ChangeToAsync(after)).Hazards, h => h.Code == "SX3010");
        await database.ChangeToAsync(before);
    }

    [Fact]
    public async Task Order_IsSaidWhereItStays_AndReachedByARebuild()
    {
        await using var database = await TestDatabase.WithAsync("CREATE TABLE t (a INT, b INT)");
        var added = await database.ChangeToAsync("CREATE TABLE t (c INT, a INT, b INT)");
        Assert.Contains("keep the order", Assert.Single(added.Notes), StringComparison.Ordinal);
        Assert.Empty((await database.ChangeToAsync("CREATE TABLE t (c INT, b TEXT, a INT)")).Notes);
        Assert.Equal(["c", "b", "a"], await database.RowsAsync("SELECT name FROM pragma_table_info('t')"));
    }

    [Fact]
    public async Task NewColumnWithoutDefault_IsAHazard_AndFailsOnRows()
    {
        await using var database = await TestDatabase.WithAsync("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
        var plan = await database.PlanToAsync("CREATE TABLE t (a INT, b INT NOT NULL)");
        Assert.Contains(plan.Hazards, h => h is { Code: "SX3001", Destructive: false });
        await Assert.ThrowsAsync<Core.Execution.StatementException>(() => database.MigrateAsync(plan));
        await database.MustBeAsync("CREATE TABLE t (a INT)");
    }

    [Fact]
    public async Task DroppedColumn_IsDestructive_UnlessItIsComputed()
    {
        await using var database = await TestDatabase.WithAsync("CREATE TABLE t (a INT, b INT, c INT AS (a))");
        var plan = await database.ChangeToAsync("CREATE TABLE t (a INT)");
        Assert.Equal("table column main.t.b", Assert.Single(plan.Hazards, h => h is { Code: "SX2002", Destructive: true }).Subject.Text);
    }

    [Theory]
    [InlineData("CREATE TABLE t (a INT, CHECK (a > 0)); CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t (a)", "table", "t", "people")]
    [InlineData(
        "CREATE TABLE t (a INT, b INT AS (a)); CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END",
        "table column",
        "t.a",
        "order"
    )]
    [InlineData("CREATE VIRTUAL TABLE t USING fts5(a)", "table", "t", "words")]
    public async Task Rename_RunsAndReadsBack(string schema, string type, string from, string to)
    {
        await using var database = await TestDatabase.WithAsync(schema);
        var dialect = new SqliteDialect();
        await using var shadows = new SqliteShadows();
        var old = new ObjectId(type, ["main", .. from.Split('.')]);
        var renamed = new ObjectId(type, [.. old.Names.SkipLast(1), to]);
        var (steps, catalog) = await new Core.Planning.Renames.Renamer(dialect, shadows).ApplyAsync(
            await database.ReadAsync(),
            [new RenameHint(old, renamed)],
            TestContext.Current.CancellationToken
        );
        await database.RunAsync(string.Join(';', steps.Select(s => s.Sql)));
        Assert.NotNull(catalog.Find(renamed));
        Assert.True(dialect.Plan(await database.ReadAsync(), catalog).IsEmpty);
    }
}
