using System.Diagnostics;
using Strata.Core.Processes;

namespace Strata.Core.Tests.Processes;

/// <summary>Children that end with us, and what they write.</summary>
public sealed class GuardedProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static GuardedProcess Start(List<string> lines, string script, ChildOptions? options = null) =>
        GuardedProcess.Start(["/bin/sh", "-c", script], options ?? new ChildOptions(), l => Add(lines, l), l => Add(lines, $"! {l}"))!;

    private static void Add(List<string> lines, string line)
    {
        lock (lines)
            lines.Add(line);
    }

    private static async Task<string> FirstAsync(List<string> lines)
    {
        while (true)
        {
            lock (lines)
                if (lines.Count > 0)
                    return lines[0];
            await Task.Delay(10, Token);
        }
    }

    [Fact]
    public async Task Lines_are_cut_at_every_kind_of_end()
    {
        List<string> lines = [];
        await using var process = Start(lines, "printf 'a\\n\\nb\\r\\nc\\rd\\r\\n\\r\\nlonger\\nlast'", new() { LongestLine = 4 });
        await process.ExitAsync(Token);
        Assert.Equal(["a", "", "b", "c", "d", "", "long", "er", "last"], lines);
    }

    [Fact]
    public async Task Exit_code_and_errors_are_its_own_and_its_input_is_empty()
    {
        List<string> lines = [];
        await using var process = Start(lines, "cat; echo bad >&2; exit 7");
        await process.ExitAsync(Token);
        Assert.Equal((7, "! bad"), (process.ExitCode, Assert.Single(lines)));
    }

    [Fact]
    public async Task Environment_is_the_part_that_is_let_through()
    {
        List<string> lines = [];
        await using var process = Start(
            lines,
            "echo ${HOME-none} ${ADDED-none} ${PATH:+path}",
            new()
            {
                Inherits = n => n == "PATH",
                Environment = new Dictionary<string, string?> { ["ADDED"] = "x" },
            }
        );
        await process.ExitAsync(Token);
        Assert.Equal(["none x path"], lines);
    }

    [Fact]
    public async Task Disposing_ends_what_it_started_too()
    {
        List<string> lines = [];
        var process = Start(lines, "sleep 300 & echo $!; wait");
        var grandchild = int.Parse(await FirstAsync(lines));
        await process.DisposeAsync();
        await GoneAsync(grandchild);
    }

    [Fact]
    public async Task Killing_waits_for_nobody()
    {
        List<string> lines = [];
        var process = Start(lines, "trap '' TERM INT; sleep 300 & echo $!; wait; wait");
        var grandchild = int.Parse(await FirstAsync(lines));
        var started = Stopwatch.GetTimestamp();
        await process.KillAsync();
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(4));
        await process.DisposeAsync();
        await GoneAsync(grandchild);
    }

    [Fact]
    public async Task Interrupting_lets_it_end_by_itself()
    {
        List<string> lines = [];
        await using var process = Start(lines, "trap 'echo tidied; exit 3' INT; echo ready; sleep 300 & wait");
        await FirstAsync(lines);
        await process.InterruptAsync();
        Assert.Equal(["ready", "tidied"], lines);
    }

    [Fact]
    public async Task Output_that_another_process_keeps_open_is_not_waited_for()
    {
        List<string> lines = [];
        await using var process = Start(lines, "setsid sleep 5 & echo done", new() { Drain = TimeSpan.FromMilliseconds(200) });
        var started = Stopwatch.GetTimestamp();
        await process.ExitAsync(Token);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(4));
        Assert.Equal(["done"], lines);
    }

    [Fact]
    public void A_program_that_is_not_there_is_not_started() =>
        Assert.Null(GuardedProcess.Start(["no-such-program"], new ChildOptions(), _ => { }));

    private static async Task GoneAsync(int id)
    {
        for (var i = 0; i < 500; i++)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                if (process.HasExited)
                    return;
            }
            catch (ArgumentException)
            {
                return;
            }
            await Task.Delay(10, Token);
        }
        Assert.Fail("The grandchild still runs.");
    }
}
