using System.Collections.Concurrent;
using Strata.Cli.Commands;
using Strata.Cli.Terminal;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>
/// Every command, under every policy, at the right database, a wrong one, one without a stamp and none: what is refused changes nothing.
/// </summary>
public sealed class MatrixTests(CliServer server)
{
    private static readonly int[] s_refused = [2, 3, 9, 10, 11, 12, 13];

    [Fact]
    public void Every_command_has_a_row()
    {
        var host = new CommandHost
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Variables = new(new Dictionary<string, string>()),
            WorkingDirectory = "/",
        };
        Assert.Equal(
            CommandList.All(new GlobalOptions(host, null, [])).Select(c => c.Name).Order(StringComparer.Ordinal),
            MatrixRow.All.Select(r => r.Arguments[0]).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("postgresql", "open", Traits = ["Run", "long"])]
    [InlineData("postgresql", "preview", Traits = ["Run", "long"])]
    [InlineData("postgresql", "protected")]
    [InlineData("sqlite", "open", Traits = ["Run", "long"])]
    [InlineData("sqlite", "preview", Traits = ["Run", "long"])]
    [InlineData("sqlite", "protected")]
    public Task What_is_refused_changes_nothing(string dialect, string policy) =>
        RunAsync(
            dialect,
            MatrixPolicy.Of(policy),
            [MatrixDatabase.Wrong, MatrixDatabase.Unstamped, .. dialect == "sqlite" ? [] : new[] { MatrixDatabase.Unreachable }]
        );

    /// <summary>The stricter of file and stamp holds: a line that was removed or changed, a stamp of another policy.</summary>
    [Theory]
    [InlineData("postgresql", "", "open", Traits = ["Run", "long"])]
    [InlineData("postgresql", "", "protected", Traits = ["Run", "long"])]
    [InlineData("postgresql", "open", "protected")]
    [InlineData("postgresql", "open", "preview", Traits = ["Run", "long"])]
    [InlineData("postgresql", "preview", "protected", Traits = ["Run", "long"])]
    [InlineData("postgresql", "protected", "open", Traits = ["Run", "long"])]
    [InlineData("sqlite", "", "open", Traits = ["Run", "long"])]
    [InlineData("sqlite", "open", "protected")]
    [InlineData("sqlite", "open", "preview", Traits = ["Run", "long"])]
    public Task The_stricter_of_file_and_stamp_holds(string dialect, string line, string stamped) =>
        RunAsync(dialect, MatrixPolicy.Between(line, stamped), []);

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Files_that_are_not_committed_are_refused_on_a_protected_environment(string dialect)
    {
        using var p = await MatrixProject.CreateAsync(server, dialect, MatrixPolicy.Of("protected") with { IsUncommitted = true });
        foreach (var row in MatrixRow.All.Where(r => r.RunsPending))
        {
            var (result, changed) = await p.RunAsync(row, row.Own);
            Assert.True(result.Exit is 9 && !changed, $"strata {row.Line}: exit {result.Exit}, changed: {changed}\n{result.All}");
            Assert.Contains("ST9060", result.Errors, StringComparison.Ordinal);
        }
    }

    private async Task RunAsync(string dialect, MatrixPolicy policy, MatrixDatabase[] others)
    {
        using var p = await MatrixProject.CreateAsync(server, dialect, policy);
        var local = await p.Cli.FingerprintAsync();
        var wrong = new ConcurrentBag<string>();
        var cells = MatrixRow.All.SelectMany(r => others.Prepend(r.Own).Select(d => (Row: r, Database: d)));
        await Parallel.ForEachAsync(
            cells,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (cell, _) =>
            {
                var (result, changed) = await p.RunAsync(cell.Row, cell.Database);
                if (Judge(cell.Row, cell.Database, policy.Holds, result.Exit, changed) is { } problem)
                    wrong.Add($"strata {cell.Row.Line} [{policy}, {cell.Database}] exit {result.Exit}: {problem}\n{result.All}");
            }
        );
        Assert.True(wrong.IsEmpty, $"{wrong.Count} cells:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal))}");
        Assert.Equal(local, await p.Cli.FingerprintAsync());
    }

    private static string? Judge(MatrixRow row, MatrixDatabase database, string policy, int exit, bool changed)
    {
        if (changed && s_refused.Contains(exit))
            return "refused, and the database is another";
        if (changed && database == MatrixDatabase.Wrong)
            return "the database of another environment was changed";
        var expected = row.Expected(policy);
        if (database == row.Own)
        {
            if (expected is { } code && exit != code)
                return $"wanted exit {code}";
            return row.Writes && exit == 0 && !changed ? "it said that it was done, and changed nothing"
                : !row.Writes && changed ? "it only reads, and changed the database"
                : null;
        }
        if (!row.IsGuarded)
            return null;
        var before = expected is 9 or 10 ? expected : null;
        return database switch
        {
            MatrixDatabase.Wrong when exit != 9 && exit != before => "wanted exit 9",
            MatrixDatabase.Unreachable when exit != 11 && exit != before => "wanted exit 11",
            _ => null,
        };
    }
}
