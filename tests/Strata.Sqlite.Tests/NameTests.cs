using Strata.Core.Problems;

namespace Strata.Sqlite.Tests;

public class NameTests
{
    public static TheoryData<string> OddNames =>
        [
            "two words",
            "quo\"te",
            "it's",
            "[brackets]",
            "back`tick",
            "order",
            "ÄÖ",
            "Ä ö",
            "🎬",
            "a.b",
            "1st",
            "percent%20",
            "--",
            "/*",
            "line\nend",
            "\tTab",
            "",
            "semi;colon",
            "rowid",
            "CamelCase",
        ];

    [Theory, MemberData(nameof(OddNames))]
    public async Task OddNames_AreCreatedRebuiltAndDropped(string name)
    {
        var q = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        string Schema(string type) =>
            $"""
                CREATE TABLE {q} ({q} {type} CHECK ({q} IS NOT 'x'), other INT, CONSTRAINT {q} UNIQUE ({q}));
                CREATE TABLE child (parent INT, FOREIGN KEY (parent) REFERENCES {q} ({q}));
                CREATE INDEX {q.Insert(1, "i")} ON {q} ({q} DESC);
                CREATE VIEW {q.Insert(1, "v")} AS SELECT {q} FROM {q};
                CREATE TRIGGER {q} AFTER INSERT ON {q} BEGIN SELECT new.{q}; END;
                """;
        await using var database = await TestDatabase.WithAsync("");
        await database.ChangeToAsync(Schema("INTEGER"));
        await database.RunAsync($"INSERT INTO {q} VALUES (7, 8)");
        await database.ChangeToAsync(Schema("TEXT"));
        Assert.Equal(["7|8"], await database.RowsAsync($"SELECT {q}, other FROM {q}"));
        Assert.Equal(["7"], await database.RowsAsync($"SELECT * FROM {q.Insert(1, "v")}"));
        await database.ChangeToAsync(Schema("TEXT").Replace("other INT", "other INT, more INT", StringComparison.Ordinal));
        await database.RunAsync(TestDatabase.Script(await database.PlanToAsync(Schema("INTEGER"))));
        await database.MustBeAsync(Schema("INTEGER"));
        await database.ChangeToAsync("");
    }

    [Fact]
    public async Task CaseAlone_IsNoChange_AndTheSpellingThatIsThereStays()
    {
        await using var database = await TestDatabase.WithAsync(
            "CREATE TABLE Films (Id INTEGER PRIMARY KEY, Title TEXT); CREATE INDEX Films_Title ON Films (Title); "
                + "INSERT INTO Films VALUES (1, 'x')"
        );
        await database.ChangeToAsync(
            "CREATE TABLE FILMS (ID INTEGER PRIMARY KEY, TITLE TEXT, YEAR INT); CREATE INDEX films_title ON films (TITLE)"
        );
        Assert.Equal(["Films"], await database.RowsAsync("SELECT name FROM sqlite_schema WHERE type = 'table'"));
        Assert.Equal(["1|x|null"], await database.RowsAsync("SELECT * FROM films"));
    }

    [Fact]
    public async Task OwnAndInternalTables_AreNobodysSchema()
    {
        await using var database = await TestDatabase.WithAsync(
            "CREATE TABLE __strata_history (a INT); CREATE INDEX __strata_i ON __strata_history (a); CREATE TABLE t "
                + "(a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT UNIQUE); CREATE VIRTUAL TABLE f USING fts5(a); ANALYZE"
        );
        var catalog = await database.ReadAsync();
        Assert.Equal(
            ["table column main.t.a", "table column main.t.b", "table main.f", "table main.t"],
            catalog.Objects.Keys.Select(id => id.Text)
        );
        Assert.Empty(catalog.Unmanaged);
    }

    [Fact]
    public async Task ChangedVirtualTable_IsRefused_NotEmptied()
    {
        await using var database = await TestDatabase.WithAsync("CREATE VIRTUAL TABLE f USING fts5(a)");
        var error = await Assert.ThrowsAsync<ProblemException>(() => database.PlanToAsync("CREATE VIRTUAL TABLE f USING fts5(a, b)"));
        Assert.Equal(("ST1001", ProblemKind.Refused), (error.Problem.Code, error.Kind));
    }
}
