using Npgsql;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Postgres.Observing;
using Strata.Postgres.Shadow;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>
/// The whole loop for every .case file and every server version: plan, locks, apply, compare by two observers, plan again, back again.
/// </summary>
public sealed class CaseTests(PostgresServers servers)
{
    private static readonly PostgresDialect s_dialect = new();

    private static readonly bool s_golden = Environment.GetEnvironmentVariable("STRATA_GOLDEN") is { Length: > 0 };

    /// <summary>
    /// All of them, on each version that is wanted (<see cref="PostgresPackages.Variable"/>; every one where expectations are written);
    /// <c>STRATA_CASE</c> narrows them to those whose path holds one of its texts, for the time they are worked on.
    /// </summary>
    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        foreach (var path in CaseFile.All().Select(p => Path.GetRelativePath(CaseFile.Root(), p)))
        {
            var texts = (Environment.GetEnvironmentVariable("STRATA_CASE") ?? "").Split(',');
            if (!texts.Any(t => path.Contains(t, StringComparison.Ordinal)))
                continue;
            var file = CaseFile.Read(Path.Combine(CaseFile.Root(), path));
            var wanted = s_golden && Environment.GetEnvironmentVariable(PostgresPackages.Variable) is null;
            foreach (var major in (wanted ? PostgresPackages.All : PostgresPackages.Wanted).Where(m => m >= file.From && m <= file.Until))
                data.Add(major, path);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Leads_from_before_to_after_and_back(int major, string path)
    {
        var file = CaseFile.Read(Path.Combine(CaseFile.Root(), path));
        var server = await servers.OfAsync(major);
        await using var target = await LoadAsync(server, file.Before);
        await using var wanted = await LoadAsync(server, file.After);
        var (before, after) = (await ReadAsync(target), await ReadAsync(wanted));
        Assert.Empty(after.Unmanaged);

        var (plan, outcome) = PlanOf(before, after);
        if (s_golden)
            file.Write(major, outcome);
        else
            Assert.Equal(file.Expected(major), outcome);
        if (plan is null)
            return;

        var start = await Observer.SeeAsync(server, target);
        await RunAsync(target, plan, before, checkLocks: true);
        var reached = await ReadAsync(target);
        Assert.Empty(Prover.Differences(reached, after));
        var (end, dump) = (await Observer.SeeAsync(server, target), await Observer.SeeAsync(server, wanted));
        Assert.Equal(dump.Facts, end.Facts);
        Assert.Equal(dump.Lines, end.Lines);
        Assert.Empty(Observed(reached, end).To(Observed(after, dump), s_dialect).Objects);
        Assert.True(s_dialect.Plan(reached, after).IsEmpty, "planning again must find nothing");
        await RunAsync(target, file.Then ?? "");

        await RunAsync(target, Back(reached, before), reached, checkLocks: false);
        var (back, left) = (await ReadAsync(target), await Observer.SeeAsync(server, target));
        Assert.Empty(Observed(back, left).To(Observed(before, start), s_dialect).Objects);
        if (ReferenceEquals(((Core.Dialect.IDialect)s_dialect).Align(before, back), before))
            Assert.Equal(start.Lines, left.Lines);
        await RunAsync(target, file.Then ?? "");
    }

    [Fact]
    public void There_are_cases_for_every_kind()
    {
        var folders = Directory.GetDirectories(Path.Combine(CaseFile.Root(), "src", "Strata.Postgres", "Kinds"));
        Assert.All(folders, f => Assert.NotEmpty(Directory.GetFiles(Path.Combine(f, "cases"), "*.case")));
    }

    private static Plan Back(Core.Model.Catalog reached, Core.Model.Catalog before) => s_dialect.Plan(reached, before);

    private static (Plan? Plan, CaseOutcome Outcome) PlanOf(Core.Model.Catalog before, Core.Model.Catalog after)
    {
        try
        {
            var plan = s_dialect.Plan(before, after);
            return (plan, new(Print(plan), null));
        }
        catch (ProblemException e)
        {
            return (null, new(null, e.Problem.Code));
        }
    }

    private static async Task<NpgsqlConnection> LoadAsync(ShadowServer server, string sql)
    {
        var connection = await server.OpenNewAsync();
        await ExecuteAsync(connection, "set check_function_bodies = off");
        await RunAsync(connection, sql);
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        foreach (var statement in Core.Sql.SqlScript.Parse(sql, s_dialect.Syntax, "case", allowEmpty: true).Statements)
            await ExecuteAsync(connection, statement.Text);
    }

    private static Task<Core.Model.Catalog> ReadAsync(NpgsqlConnection connection) =>
        s_dialect.ReadAsync(connection, CancellationToken.None);

    private static async Task RunAsync(NpgsqlConnection connection, Plan plan, Core.Model.Catalog before, bool checkLocks)
    {
        foreach (var step in plan.Steps)
        {
            await using var transaction = step.Transaction == TransactionMode.None ? null : await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, step.Sql);
            if (checkLocks && transaction is not null)
            {
                foreach (var held in (await HeldLocks.ReadAsync(connection)).Where(h => before.Find(h.Relation) is not null))
                    Assert.True(
                        step.Locks.Any(l => l.Relation == held.Relation && l.Mode >= held.Mode),
                        $"{step.Sql}\nholds {held.Mode} on {held.Relation}, and does not declare it"
                    );
            }
            if (transaction is not null)
                await transaction.CommitAsync();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Print(Plan plan) =>
        string.Join(
            '\n',
            plan.Steps.Select(s =>
                    string.Concat(s.Hazards.Select(h => $"-- hazard {h.Code}\n"))
                    + s.Sql
                    + ";"
                    + (s.Transaction == TransactionMode.Shared ? "" : $" -- transaction {s.Transaction}")
                )
                .Concat(plan.Notes.Select(n => $"-- note: {n}"))
        );

    private static ObservedState Observed(Core.Model.Catalog catalog, Sight sight) =>
        new(catalog, sight.Dump is { } dump ? new(DumpObserver.Program, DumpText.Objects(dump)) : null);
}
