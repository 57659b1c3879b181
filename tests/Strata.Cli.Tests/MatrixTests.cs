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
    [InlineData("open", Traits = ["Run", "long"])]
    [InlineData("preview", Traits = ["Run", "long"])]
    [InlineData("protected")]
    public async Task What_is_refused_changes_nothing(string policy)
    {
        using var p = await MatrixProject.CreateAsync(server, policy);
        var local = await p.Cli.FingerprintAsync();
        var wrong = new ConcurrentBag<string>();
        var cells = MatrixRow.All.SelectMany(r =>
            new[] { r.Own, MatrixDatabase.Wrong, MatrixDatabase.Unstamped, MatrixDatabase.Unreachable }.Select(d => (Row: r, Database: d))
        );
        await Parallel.ForEachAsync(
            cells,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (cell, _) =>
            {
                var (result, changed) = await p.RunAsync(cell.Row, cell.Database);
                if (Judge(cell.Row, cell.Database, policy, result.Exit, changed) is { } problem)
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
