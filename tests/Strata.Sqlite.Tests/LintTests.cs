using Strata.Core.Diffing;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Sql;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Tests;

/// <summary>The examples of each lint rule on a real database.</summary>
public sealed class LintTests
{
    private static readonly SqliteDialect s_dialect = new();

    public static TheoryData<string> Codes() => [.. s_dialect.Lints.Select(r => r.Code)];

    [Theory, MemberData(nameof(Codes))]
    public async Task Rule_finds_its_bad_example_and_not_its_good_one(string code)
    {
        var rule = s_dialect.Lints.Single(r => r.Code == code);
        Assert.Contains(rule.Judge(await ReplayAsync(rule.Example.Before, rule.Example.Bad)), f => f.Code == code && f.Message.Length > 0);
        Assert.Empty(rule.Judge(await ReplayAsync(rule.Example.Before, rule.Example.Good)));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT, b INT, UNIQUE (a COLLATE NOCASE, b))", "CREATE UNIQUE INDEX t_a_b ON t (a COLLATE NOCASE, b)")]
    [InlineData("CREATE TABLE t (a TEXT UNIQUE, b INT UNIQUE)", "CREATE UNIQUE INDEX t_a ON t (a); CREATE UNIQUE INDEX t_b ON t (b)")]
    [InlineData(
        "CREATE TABLE t (a TEXT, b INT, c INT AS (b + 1) STORED)",
        "ALTER TABLE t ADD COLUMN c INT GENERATED ALWAYS AS (b + 1) VIRTUAL"
    )]
    [InlineData("CREATE TABLE t (a TEXT, b INT, c TEXT NOT NULL DEFAULT (hex(1)))", "ALTER TABLE t ADD COLUMN c TEXT")]
    public async Task Plan_has_finding_that_can_be_pasted(string after, string instead)
    {
        const string Before = "CREATE TABLE t (a TEXT, b INT); INSERT INTO t VALUES ('x', 1)";
        await using var database = await TestDatabase.WithAsync(Before);
        var finding = Assert.Single((await database.PlanToAsync(after)).Findings);
        Assert.Equal(instead, finding.Instead);
        await database.RunAsync(finding.Instead!);
        Assert.Empty(s_dialect.Plan(Catalog.Empty, await TestDatabase.CatalogOfAsync(after)).Findings);
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE, b INT)")]
    [InlineData("CREATE TABLE t (a TEXT UNIQUE, b TEXT)")]
    [InlineData("CREATE TABLE t (a TEXT, b INT, c TEXT)")]
    [InlineData("CREATE TABLE t (a TEXT NOT NULL, b INT, c TEXT DEFAULT CURRENT_TIMESTAMP)")]
    public async Task Rebuild_with_another_cause_is_no_finding(string after)
    {
        await using var database = await TestDatabase.WithAsync("CREATE TABLE t (a TEXT, b INT)");
        Assert.Empty((await database.PlanToAsync(after)).Findings);
    }

    /// <summary>Runs a migration statement by statement.</summary>
    private static async Task<JudgedPlan> ReplayAsync(string schema, string migration)
    {
        await using var database = await TestDatabase.WithAsync(schema);
        var before = await database.ReadAsync();
        var (state, steps, batch) = (before, new List<JudgedStep>(), 0);
        var script = SqlScript.Parse(migration, SqliteSyntax.Instance, "example");
        var rebuilt = script.Rebuilds.Select(t => new ObjectId("table", ["main", t])).FirstOrDefault();
        foreach (var group in script.Groups)
        {
            foreach (var statement in group.Statements)
            {
                await database.RunAsync(statement.Text);
                var reached = await database.ReadAsync();
                var step = new Step(statement.Text) { Transaction = group.Transaction, Rebuilds = rebuilt };
                steps.Add(new(step, new Differ(s_dialect.Kinds).Diff(state, reached), batch));
                state = reached;
            }
            batch++;
        }
        return new(before, state, [.. steps]);
    }
}
