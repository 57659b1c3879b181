namespace Strata.Sqlite.Tests;

/// <summary>What SQLite takes for the same must compare equal, and nothing else.</summary>
public class EqualityTests
{
    [Theory]
    [InlineData("CREATE TABLE t (a INTEGER, b TEXT)", "create table T(\"A\" integer, -- a comment\n [B] text)")]
    [InlineData("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, CONSTRAINT k PRIMARY KEY (a ASC))")]
    [InlineData("CREATE TABLE t (a TEXT UNIQUE, b TEXT)", "CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a))")]
    [InlineData("CREATE TABLE t (a INT CHECK (a > -1))", "CREATE TABLE t (a INT, CONSTRAINT positive CHECK ( \"a\">-1 ))")]
    [InlineData(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p (id) ON DELETE NO ACTION MATCH SIMPLE NOT DEFERRABLE)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES P (ID) DEFERRABLE)"
    )]
    [InlineData("CREATE TABLE t (a INT DEFAULT 1, b TEXT DEFAULT 'x')", "CREATE TABLE t (a INT DEFAULT (1), b TEXT DEFAULT (\n'x'))")]
    [InlineData("CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT NULL DEFAULT NULL COLLATE BINARY)")]
    [InlineData("CREATE TABLE t (a INT, b INT AS (a + 1))", "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a+1) VIRTUAL)")]
    [InlineData(
        "CREATE TABLE t (a TEXT NOT NULL UNIQUE ON CONFLICT ABORT)",
        "CREATE TABLE t (a TEXT NOT NULL ON CONFLICT ABORT, UNIQUE (a))"
    )]
    [InlineData("CREATE TABLE t (a INT); CREATE INDEX i ON t (a ASC)", "CREATE TABLE t (a INT); CREATE INDEX IF NOT EXISTS I ON T ( [a] )")]
    [InlineData(
        "CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t",
        "CREATE TABLE t (a INT); CREATE VIEW IF NOT EXISTS v AS select A /* all */ from T"
    )]
    [InlineData("CREATE TABLE 't' ('a' INT, PRIMARY KEY ('a'))", "CREATE TABLE t (a INT, PRIMARY KEY (a))")]
    [InlineData("CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (b INT, a INT)")]
    public async Task SameMeaning_GivesNoPlan(string one, string other)
    {
        await using var database = await TestDatabase.WithAsync(one);
        Assert.Equal("", TestDatabase.Script(await database.PlanToAsync(other)));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INTEGER)")]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL)")]
    [InlineData("CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT COLLATE NOCASE)")]
    [InlineData("CREATE TABLE t (a TEXT DEFAULT 'a')", "CREATE TABLE t (a TEXT DEFAULT 'A')")]
    [InlineData("CREATE TABLE t (a TEXT, CHECK (a <> 'a'))", "CREATE TABLE t (a TEXT, CHECK (a <> 'A'))")]
    [InlineData("CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) STRICT")]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID")]
    [InlineData("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)")]
    [InlineData("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)")]
    [InlineData("CREATE TABLE t (a INTEGER PRIMARY KEY DESC)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))")]
    [InlineData("CREATE TABLE t (a INT, b INT, UNIQUE (a, b))", "CREATE TABLE t (a INT, b INT, UNIQUE (b, a))")]
    [InlineData("CREATE TABLE t (a INT, b INT, UNIQUE (a))", "CREATE TABLE t (a INT, b INT, UNIQUE (a) ON CONFLICT IGNORE)")]
    [InlineData("CREATE TABLE t (a INT NOT NULL)", "CREATE TABLE t (a INT NOT NULL ON CONFLICT REPLACE)")]
    [InlineData("CREATE TABLE t (a TEXT UNIQUE)", "CREATE TABLE t (a TEXT, UNIQUE (a COLLATE NOCASE))")]
    [InlineData(
        "CREATE TABLE p (a INT PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p)",
        "CREATE TABLE p (a INT PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p ON DELETE CASCADE)"
    )]
    [InlineData(
        "CREATE TABLE p (a INT PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p)",
        "CREATE TABLE p (a INT PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p DEFERRABLE INITIALLY DEFERRED)"
    )]
    [InlineData("CREATE TABLE t (a INT, b INT AS (a) STORED)", "CREATE TABLE t (a INT, b INT AS (a))")]
    [InlineData("CREATE TABLE t (a INT, b INT AS (a))", "CREATE TABLE t (a INT, b INT AS (a + 1))")]
    [InlineData("CREATE TABLE t (a INT); CREATE INDEX i ON t (a)", "CREATE TABLE t (a INT); CREATE INDEX i ON t (a DESC)")]
    [InlineData("CREATE TABLE t (a INT); CREATE INDEX i ON t (a)", "CREATE TABLE t (a INT); CREATE INDEX i ON t (a) WHERE a > 0")]
    [InlineData("CREATE TABLE t (a INT); CREATE INDEX i ON t (a + 1)", "CREATE TABLE t (a INT); CREATE INDEX i ON t (a + 2)")]
    [InlineData("CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t", "CREATE TABLE t (a INT); CREATE VIEW v (b) AS SELECT a FROM t")]
    [InlineData(
        "CREATE TABLE t (a INT); CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END",
        "CREATE TABLE t (a INT); CREATE TRIGGER r AFTER UPDATE ON t BEGIN DELETE FROM t; END"
    )]
    public async Task OtherMeaning_IsReachedAndLeftAgain(string one, string other)
    {
        await using var database = await TestDatabase.WithAsync(one);
        Assert.False((await database.ChangeToAsync(other)).IsEmpty);
        Assert.False((await database.ChangeToAsync(one)).IsEmpty);
    }
}
