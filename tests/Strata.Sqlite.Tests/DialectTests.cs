using Microsoft.Data.Sqlite;
using Strata.Core.MigrationFiles;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.SchemaSources;
using Strata.Sqlite.Shadow;

namespace Strata.Sqlite.Tests;

public class DialectTests
{
    private const string Everything = """
        CREATE TABLE p (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'x' COLLATE NOCASE,
          UNIQUE (name DESC) ON CONFLICT IGNORE);
        CREATE TABLE c (
          a INT, b TEXT, c INT GENERATED ALWAYS AS (a + 1) STORED, p INT,
          PRIMARY KEY (a, b),
          FOREIGN KEY (p) REFERENCES p (id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
          CONSTRAINT small CHECK (a < 9)) STRICT, WITHOUT ROWID;
        CREATE INDEX i ON c (b COLLATE NOCASE DESC, a) WHERE p IS NOT NULL;
        CREATE VIEW v (one) AS SELECT a FROM c;
        CREATE TRIGGER r INSTEAD OF DELETE ON v WHEN old.one > 1 BEGIN DELETE FROM c WHERE a = old.one; SELECT 1; END;
        CREATE VIRTUAL TABLE f USING fts5(text, content='p');
        """;

    private static readonly SqliteDialect s_dialect = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_ReadBack_IsTheSameCatalog()
    {
        var catalog = await TestDatabase.CatalogOfAsync(Everything);
        var json = Snapshot.Write(catalog, s_dialect.Kinds, s_dialect.Name);
        var read = Snapshot.Read(json, s_dialect.Kinds, s_dialect.Name, "_snapshot.json");
        Assert.Empty(Prover.Differences(read, catalog));
        Assert.Equal(json, Snapshot.Write(read, s_dialect.Kinds, s_dialect.Name));
        await using var database = await TestDatabase.WithAsync("");
        await database.RunAsync(TestDatabase.Script(s_dialect.Plan(Core.Model.Catalog.Empty, read)));
        await database.MustBeAsync(Everything);
    }

    [Fact]
    public async Task Proof_LeadsThereAndBack()
    {
        var (before, after) = (
            await TestDatabase.CatalogOfAsync("CREATE TABLE p (id INT); CREATE VIEW v AS SELECT id FROM p"),
            await TestDatabase.CatalogOfAsync(Everything)
        );
        await using var shadows = new SqliteShadows();
        var proof = await new Prover(s_dialect, shadows).ProveAsync(
            before,
            new(after, null),
            s_dialect.Plan(before, after),
            s_dialect.Plan(after, before),
            Cancellation
        );
        Assert.Equal((true, true), (proof.Up, proof.Down));
        Assert.Empty(proof.Missing);
    }

    [Fact]
    public async Task Proof_TakesTheSpellingThatIsThere()
    {
        var (before, after) = (
            await TestDatabase.CatalogOfAsync("CREATE TABLE Films (Id INT)"),
            await TestDatabase.CatalogOfAsync("CREATE TABLE films (id TEXT)")
        );
        await using var shadows = new SqliteShadows();
        var proof = await new Prover(s_dialect, shadows).ProveAsync(
            before,
            new(after, null),
            s_dialect.Plan(before, after),
            s_dialect.Plan(after, before),
            Cancellation
        );
        Assert.True(proof.IsWhole, string.Join("; ", proof.Missing));
    }

    [Theory]
    [InlineData("CREATE INDEX i ON nowhere (a)", true)]
    [InlineData("CREATE TRIGGER r AFTER INSERT ON nowhere BEGIN SELECT 1; END", true)]
    [InlineData("CREATE TABL t (a)", false)]
    [InlineData("CREATE TABLE t (a); CREATE TABLE t (a)", false)]
    public async Task Missing_IsToldFromWrong(string sql, bool missing)
    {
        await using var database = await TestDatabase.WithAsync("");
        var error = await Assert.ThrowsAsync<SqliteException>(() => database.RunAsync(sql));
        Assert.Equal(missing, s_dialect.IsMissingObject(error));
        Assert.StartsWith("SQLITE_", s_dialect.Describe(error).Code, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite Error", s_dialect.Describe(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loader_TriesAgainWhatCameTooEarly_AndNamesThePlaceOfWhatIsWrong()
    {
        await using var database = await TestDatabase.WithAsync("");
        var loader = new DdlLoader(s_dialect);
        await loader.LoadAsync(
            database.Connection,
            [new("CREATE INDEX i ON t (a)", "a.sql:1"), new("CREATE TABLE t (a INT)", "a.sql:2")],
            Cancellation
        );
        Assert.Equal(["i", "t"], await database.RowsAsync("SELECT name FROM sqlite_schema ORDER BY 1"));
        var error = await Assert.ThrowsAsync<ProblemException>(() =>
            loader.LoadAsync(database.Connection, [new("CREATE TABLE u (a INT CHECK)", "a.sql:3")], Cancellation)
        );
        Assert.Equal(("a.sql:3", ProblemKind.Usage), (error.Problem.Where, error.Kind));
    }
}
