using Npgsql;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Postgres.Observing;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>The whole loop for every .case file: plan, locks, apply, compare by two observers, plan again, back again.</summary>
public sealed class CaseTests(PostgresFixture postgres)
{
    private static readonly PostgresDialect s_dialect = new();

    /// <summary>All of them; <c>STRATA_CASE</c> narrows them to those whose path holds its text, for the time one is worked on.</summary>
    public static TheoryData<string> Cases() =>
        [
            .. CaseFile
                .All()
                .Select(p => Path.GetRelativePath(CaseFile.Root(), p))
                .Where(p => p.Contains(Environment.GetEnvironmentVariable("STRATA_CASE") ?? "", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Leads_from_before_to_after_and_back(string path)
    {
        var file = CaseFile.Read(Path.Combine(CaseFile.Root(), path));
        await using var target = await LoadAsync(file.Before);
        await using var wanted = await LoadAsync(file.After);
        var (before, after) = (await ReadAsync(target), await ReadAsync(wanted));
        Assert.Empty(after.Unmanaged);

        var golden = Environment.GetEnvironmentVariable("STRATA_GOLDEN") is { Length: > 0 };
        Plan plan;
        try
        {
            plan = s_dialect.Plan(before, after);
        }
        catch (ProblemException e)
        {
            if (golden)
                file.Write(null, e.Problem.Code);
            else
                Assert.Equal(file.Refused, e.Problem.Code);
            return;
        }
        if (golden)
            file.Write(Print(plan), null);
        else
            Assert.Equal(file.Plan, Print(plan));

        var start = await DumpAsync(target);
        await RunAsync(target, plan, before, checkLocks: true);
        var reached = await ReadAsync(target);
        Assert.Empty(Prover.Differences(reached, after));
        var end = await DumpAsync(target);
        var dump = await DumpAsync(wanted);
        Assert.Equal(Lines(dump), Lines(end));
        Assert.Empty(Observed(reached, end).To(Observed(after, dump), s_dialect).Objects);
        Assert.True(s_dialect.Plan(reached, after).IsEmpty, "planning again must find nothing");
        await RunAsync(target, file.Then ?? "");

        await RunAsync(target, Back(reached, before), reached, checkLocks: false);
        var (back, left) = (await ReadAsync(target), await DumpAsync(target));
        Assert.Empty(Observed(back, left).To(Observed(before, start), s_dialect).Objects);
        if (ReferenceEquals(((Core.Dialect.IDialect)s_dialect).Align(before, back), before))
            Assert.Equal(Lines(start), Lines(left));
        await RunAsync(target, file.Then ?? "");
    }

    [Fact]
    public void There_are_cases_for_every_kind()
    {
        var folders = Directory.GetDirectories(Path.Combine(CaseFile.Root(), "src", "Strata.Postgres", "Kinds"));
        Assert.All(folders, f => Assert.NotEmpty(Directory.GetFiles(Path.Combine(f, "cases"), "*.case")));
    }

    private static Plan Back(Core.Model.Catalog reached, Core.Model.Catalog before) => s_dialect.Plan(reached, before);

    private async Task<NpgsqlConnection> LoadAsync(string sql)
    {
        var connection = await PostgresFixture.OpenAsync(await postgres.CreateDatabaseAsync());
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

    private static ObservedState Observed(Core.Model.Catalog catalog, string dump) =>
        new(catalog, new(DumpObserver.Program, DumpText.Objects(dump)));

    /// <summary>An observer that is not us. Column order is compared by nobody: an ALTER cannot give it.</summary>
    private async Task<string> DumpAsync(NpgsqlConnection connection)
    {
        var dump = await ProcessRunner.RunAsync(
            Path.Combine(postgres.Server.Binaries.Directory, "pg_dump"),
            ["-s", "--no-owner", "-h", postgres.Server.Directory, "-U", "postgres", connection.Database]
        );
        Assert.True(dump.ExitCode == 0, dump.Errors);
        return dump.Output;
    }

    // The random key of \restrict, and the order of columns added later, are no differences.
    private static string Lines(string dump) =>
        string.Join(
            '\n',
            dump.Split('\n')
                .Where(l =>
                    !l.StartsWith("\\restrict", StringComparison.Ordinal) && !l.StartsWith("\\unrestrict", StringComparison.Ordinal)
                )
                .Select(l => l.TrimEnd(','))
                .Order(StringComparer.Ordinal)
        );
}
