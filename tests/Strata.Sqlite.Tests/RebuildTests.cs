using Strata.Core.Execution;
using Strata.Core.Model;

namespace Strata.Sqlite.Tests;

/// <summary>A rebuild keeps every row, of the table and of what refers to it, and everything that hangs on the table.</summary>
public class RebuildTests
{
    private const string Parents = """
        CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
        CREATE TABLE children (id INTEGER PRIMARY KEY, parent INT REFERENCES parents (id) ON DELETE CASCADE);
        CREATE TABLE log (line TEXT);
        CREATE INDEX parents_name ON parents (name);
        CREATE UNIQUE INDEX parents_lower ON parents (lower(name)) WHERE name IS NOT NULL;
        CREATE TRIGGER parents_gone AFTER DELETE ON parents BEGIN INSERT INTO log VALUES ('gone ' || old.id); END;
        CREATE TRIGGER children_come AFTER INSERT ON children BEGIN UPDATE parents SET name = name || '!' WHERE id = new.parent; END;
        CREATE VIEW named AS SELECT id, name FROM parents WHERE name IS NOT NULL;
        CREATE TRIGGER named_in INSTEAD OF INSERT ON named BEGIN INSERT INTO parents (name) VALUES (new.name); END;
        """;

    private static readonly string s_strictNames = Parents.Replace(
        "name TEXT);",
        "name TEXT NOT NULL DEFAULT 'nobody' COLLATE NOCASE, CHECK (length(parents.name) < 99));",
        StringComparison.Ordinal
    );

    private static Task<TestDatabase> FilledAsync() =>
        TestDatabase.WithAsync(
            Parents
                + "INSERT INTO parents VALUES (1, 'a'), (2, NULL), (9, 'z'); DELETE FROM parents WHERE id = 9; INSERT INTO "
                + "children VALUES (1, 1), (2, 1), (3, 2); DELETE FROM log;"
        );

    private static async Task MustHoldEverythingAsync(TestDatabase database)
    {
        Assert.Equal(["1|a!!", "2|nobody"], await database.RowsAsync("SELECT id, name FROM parents ORDER BY id"));
        Assert.Equal(["1|1", "2|1", "3|2"], await database.RowsAsync("SELECT id, parent FROM children ORDER BY id"));
        Assert.Empty(await database.RowsAsync("SELECT * FROM log"));
        Assert.Equal(["9"], await database.RowsAsync("SELECT seq FROM sqlite_sequence WHERE name = 'parents'"));
        await database.RunAsync(
            "INSERT INTO named (name) VALUES ('new'); INSERT INTO children VALUES (4, 10); DELETE FROM parents WHERE id = 1"
        );
        Assert.Equal(["2|nobody", "10|new!"], await database.RowsAsync("SELECT id, name FROM parents ORDER BY id"));
        Assert.Equal(["3", "4"], await database.RowsAsync("SELECT id FROM children ORDER BY id"));
        Assert.Equal(["gone 1"], await database.RowsAsync("SELECT * FROM log"));
    }

    [Fact]
    public async Task Migration_KeepsRowsChildrenIndexesTriggersViewsAndTheLastNumber()
    {
        await using var database = await FilledAsync();
        var plan = await database.ChangeToAsync(s_strictNames);
        Assert.Contains(plan.Hazards, h => h.Code == "SX3010" && h.Subject.Name == "parents");
        Assert.Contains(plan.Hazards, h => h.Code == "SX3005");
        await MustHoldEverythingAsync(database);
    }

    [Fact]
    public async Task PrintedScript_NeedsNoHelp_ThoughForeignKeysAreEnforced()
    {
        await using var database = await FilledAsync();
        await database.RunAsync(TestDatabase.Script(await database.PlanToAsync(s_strictNames)));
        Assert.Equal(["1"], await database.RowsAsync("PRAGMA foreign_keys"));
        await database.MustBeAsync(s_strictNames);
        await MustHoldEverythingAsync(database);
    }

    [Fact]
    public async Task PrintedScript_InsideOfATransaction_StopsBeforeItDropsAnything()
    {
        await using var database = await FilledAsync();
        var script = TestDatabase.Script(await database.PlanToAsync(s_strictNames));
        await database.RunAsync("BEGIN");
        var error = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => database.RunAsync(script));
        Assert.Contains("within a transaction", error.Message, StringComparison.Ordinal);
        await database.RunAsync("ROLLBACK");
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM children"));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT NOT NULL)", "NOT NULL")]
    [InlineData("CREATE TABLE t (a TEXT CHECK (a <> 'x'))", "CHECK")]
    [InlineData("CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE)", "UNIQUE")]
    [InlineData("CREATE TABLE t (a INT) STRICT", "cannot store TEXT")]
    public async Task RowThatDoesNotFit_UndoesEverything(string after, string says)
    {
        await using var database = await TestDatabase.WithAsync("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('x'), (NULL)");
        var plan = await database.PlanToAsync(after);
        var error = await Assert.ThrowsAsync<StatementException>(() => database.MigrateAsync(plan));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(["x", "x", "null"], await database.RowsAsync("SELECT a FROM t ORDER BY rowid"));
        await database.MustBeAsync("CREATE TABLE t (a TEXT)");
    }

    [Fact]
    public async Task Rowids_AreKept_WhereNoColumnIsTheRowid()
    {
        await using var database = await TestDatabase.WithAsync(
            "CREATE TABLE t (a TEXT, rowid TEXT); INSERT INTO t (_rowid_, a) VALUES (5, 'x'), (70, 'y')"
        );
        await database.ChangeToAsync("CREATE TABLE t (a TEXT NOT NULL, rowid TEXT)");
        Assert.Equal(["5|x", "70|y"], await database.RowsAsync("SELECT _rowid_, a FROM t ORDER BY 1"));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT, b INT); INSERT INTO t VALUES ('007', 1)", "CREATE TABLE t (a INTEGER, b INT)", "SX2003", "7|1")]
    [InlineData("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (3, 1)", "CREATE TABLE t (a TEXT, b INT)", "SX3010", "3|1")]
    [InlineData("CREATE TABLE t (a INT, b INT AS (a + 1)); INSERT INTO t (a) VALUES (3)", "CREATE TABLE t (a INT, b INT)", "SX3010", "3|4")]
    [InlineData(
        "CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (3, 9)",
        "CREATE TABLE t (a INT, b INT AS (a + 1) STORED)",
        "SX2002",
        "3|4"
    )]
    [InlineData("CREATE TABLE t (a INT); INSERT INTO t VALUES (3)", "CREATE TABLE t (b TEXT DEFAULT (1 + 1), a INT)", "SX3010", "2|3")]
    [InlineData("CREATE TABLE t (a INT); INSERT INTO t VALUES (3)", "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT)", "SX3010", "1|3")]
    [InlineData(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); INSERT INTO t VALUES (8, 3)",
        "CREATE TABLE t (id TEXT PRIMARY KEY, a INT) WITHOUT ROWID",
        "SX3010",
        "8|3"
    )]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (8)", "CREATE TABLE t (b TEXT UNIQUE)", "SX2002", "null")]
    public async Task Values_AreCarriedOver(string before, string after, string hazard, string row)
    {
        await using var database = await TestDatabase.WithAsync(before);
        var plan = await database.ChangeToAsync(after);
        Assert.Contains(plan.Hazards, h => h.Code == hazard);
        Assert.Equal([row], await database.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task RebuildAfterRename_InOneMigration_IsCountedUnderTheNewName()
    {
        await using var database = await FilledAsync();
        var before = await database.ReadAsync();
        await using var shadow = await TestDatabase.WithAsync(Parents + "ALTER TABLE parents RENAME TO people");
        var dialect = new SqliteDialect();
        var wanted = s_strictNames.Replace("parents", "people", StringComparison.Ordinal);
        var plan = dialect.Plan(await shadow.ReadAsync(), await TestDatabase.CatalogOfAsync(wanted));
        var rename = new Step("ALTER TABLE parents RENAME TO people")
        {
            Cause = new Rename(before.Find(new ObjectId("table", ["main", "parents"]))!, new ObjectId("table", ["main", "people"])),
        };
        await database.MigrateAsync(plan with { Batches = [new Batch(TransactionMode.Shared, [rename, .. plan.Steps])] });
        Assert.Equal(["2|3"], await database.RowsAsync("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM children)"));
        await database.MustBeAsync(wanted);
    }

    [Fact]
    public async Task HeaderForATableThatNeverComes_IsRefused()
    {
        await using var database = await FilledAsync();
        var plan = new Plan([new Batch(TransactionMode.Shared, [new Step("-- strata:rebuild nobody\nDELETE FROM children")])]);
        var error = await Assert.ThrowsAsync<StatementException>(() => database.MigrateAsync(plan));
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM children"));
    }

    [Fact]
    public async Task BrokenViewsElsewhere_DoNotStopARebuild()
    {
        await using var database = await TestDatabase.WithAsync(
            "CREATE TABLE t (a INT, b INT); CREATE VIEW broken AS SELECT * FROM nowhere; CREATE VIEW v AS SELECT a "
                + "FROM t; INSERT INTO t VALUES (1, 2)"
        );
        await database.MigrateAsync(
            await database.PlanToAsync(
                "CREATE TABLE t (a INT NOT NULL); CREATE VIEW broken AS SELECT * FROM nowhere; CREATE VIEW v AS SELECT a FROM t"
            )
        );
        Assert.Equal(["1"], await database.RowsAsync("SELECT * FROM v"));
    }

    [Fact]
    public async Task DroppedParent_TakesNoRowOfAChildAlong()
    {
        await using var database = await FilledAsync();
        var after = "CREATE TABLE children (id INTEGER PRIMARY KEY, parent INT); CREATE TABLE log (line TEXT)";
        var plan = await database.ChangeToAsync(after);
        Assert.Contains(plan.Hazards, h => h is { Code: "SX2001", Destructive: true, Subject.Name: "parents" });
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM children"));
    }

    [Fact]
    public async Task DroppedParentWhoseChildStillRefersToIt_IsRefused_WhileThereAreRows()
    {
        await using var database = await FilledAsync();
        var plan = await database.PlanToAsync(
            "CREATE TABLE children (id INTEGER PRIMARY KEY, parent INT REFERENCES parents (id) ON DELETE CASCADE)"
        );
        var error = await Assert.ThrowsAsync<StatementException>(() => database.MigrateAsync(plan));
        Assert.Contains("refer to nothing", error.Message, StringComparison.Ordinal);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM children"));
    }

    [Fact]
    public async Task KeyThatFitsNothing_CanBeMended_AndIsNotIntroduced()
    {
        const string Broken = "CREATE TABLE p (id INT); CREATE TABLE c (p INT REFERENCES p (id))";
        const string Corrected = "CREATE TABLE p (id INT UNIQUE); CREATE TABLE c (p INT REFERENCES p (id))";
        await using var database = await TestDatabase.WithAsync(Broken);
        await database.ChangeToAsync(Corrected);
        await database.RunAsync("INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)");
        var error = await Assert.ThrowsAsync<StatementException>(async () =>
            await database.MigrateAsync(await database.PlanToAsync(Broken))
        );
        Assert.Contains("foreign key mismatch", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ANY", "STRICT")]
    [InlineData("", "")]
    [InlineData("BLOB", "")]
    [InlineData("TEXT", "")]
    [InlineData("NUMERIC", "")]
    [InlineData("DATE", "")]
    [InlineData("REAL", "")]
    [InlineData("INTEGER", "")]
    [InlineData("VARCHAR(2)", "WITHOUT ROWID")]
    public async Task Values_KeepTheirTypeAndEveryBit(string type, string options)
    {
        string Schema(string more) => $"CREATE TABLE t (k INTEGER NOT NULL, v {type}, {more}, PRIMARY KEY (k)) {options}";
        string[] values =
        [
            "'007'",
            "'1e3'",
            "''",
            "NULL",
            "x'00ff'",
            "9223372036854775807",
            "0.1",
            "1e308 * 10",
            "-0.0",
            "1.0",
            "'tä🎬'",
            "'12345678901234567890'",
        ];
        await using var database = await TestDatabase.WithAsync(
            $"{Schema("z TEXT")}; {string.Concat(values.Select((v, i) => $"INSERT INTO t (k, v) VALUES ({i}, {v});"))}"
        );
        var before = await database.RowsAsync("SELECT k, typeof(v), quote(v) FROM t ORDER BY k");
        await database.ChangeToAsync(Schema("z TEXT UNIQUE"));
        Assert.Equal(before, await database.RowsAsync("SELECT k, typeof(v), quote(v) FROM t ORDER BY k"));
    }
}
