using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// What a problem advises leads out of it: each command of each <c>next:</c> that any test raises is run in a copy of the project, once for
/// each code and shape of the command. With STRATA_ADVICE=all for each command that failed as well, and on PostgreSQL each.
/// </summary>
internal static partial class AdviceCheck
{
    private const int Deepest = 3;

    // One of so many kinds of advice is followed on PostgreSQL, where a copy takes a second.
    private const uint Sample = 8;

    // Who commits, and what git's editor writes for him.
    private static readonly Dictionary<string, string?> s_git = new()
    {
        ["GIT_EDITOR"] = "echo advised >",
        ["GIT_AUTHOR_NAME"] = "me",
        ["GIT_AUTHOR_EMAIL"] = "me@example.com",
        ["GIT_COMMITTER_NAME"] = "me",
        ["GIT_COMMITTER_EMAIL"] = "me@example.com",
        ["PATH"] = ProgramOnPath.Value,
    };
    private static readonly bool s_all = Environment.GetEnvironmentVariable("STRATA_ADVICE") == "all";
    private static readonly string? s_record = Environment.GetEnvironmentVariable("STRATA_ADVICE_RECORD");
    private static readonly ConcurrentDictionary<string, bool> s_followed = new(StringComparer.Ordinal);

    public static async Task RequireAsync(CliProject p, string[] arguments, CliResult result)
    {
        if (p.IsCopy || RaisedProblem.Of(arguments, result) is not { } problem)
            return;
        var all = AdvisedCommand.Of(problem.Next, arguments);
        for (var i = 0; i < all.Count; i++)
        {
            var key =
                $"{(s_all ? arguments.FirstOrDefault() + ": " : "")}{problem.Code} {all[i].Shape}{(p.IsSqlite ? "" : " on PostgreSQL")}";
            if (!IsWanted(p, key))
                continue;
            var reason = AdviceReasons.Find(problem, all[i]);
            Record(reason is null ? "followed" : "not run: " + reason, key, problem, all[i]);
            if (reason is not null)
                continue;
            var first = i;
            while (first > 0 && all[first].IsContinued && AdviceReasons.Find(problem, all[first - 1]) is null)
                first--;
            await FollowAsync(p, arguments, problem, [.. all.Skip(first).Take(i - first + 1)]);
        }
    }

    private static bool IsWanted(CliProject p, string key) =>
        (s_all || p.IsSqlite || Hash(key) % Sample == 0) && s_followed.TryAdd(key, true);

    // The same in each process.
    private static uint Hash(string text) => text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619);

    private static async Task FollowAsync(CliProject p, string[] arguments, RaisedProblem problem, IReadOnlyList<AdvisedCommand> commands)
    {
        await using var copy = await ProjectCopy.TryCreateAsync(p);
        if (copy is null)
        {
            Record("not run: somebody is connected to the database", "", problem, commands[^1]);
            return;
        }
        List<string> story = [$"strata {string.Join(' ', arguments)}: {problem}"];
        foreach (var command in commands.SkipLast(1))
            await RunAsync(copy.Project, command, story);
        await RequireItLeadsOutAsync(copy.Project, [problem], commands[^1], story);
    }

    private static async Task RequireItLeadsOutAsync(
        CliProject copy,
        IReadOnlyList<RaisedProblem> before,
        AdvisedCommand command,
        List<string> story
    )
    {
        var (exit, after) = await RunAsync(copy, command, story);
        var told = string.Join("\n\n", story);
        Assert.False(before.Any(b => b.IsAs(after)), "the advice leads back to the problem:\n" + told);
        Assert.False(after is not null && MeansOtherWords().IsMatch(after.Code), "the advised command is none for this state:\n" + told);
        if (after is null || before.Count == Deepest)
            return;
        var next = AdvisedCommand.Of(after.Next, [.. command.Words.Skip(1)]).FirstOrDefault(c => AdviceReasons.Find(after, c) is null);
        if (next is not null)
            await RequireItLeadsOutAsync(copy, [.. before, after], next, story);
    }

    private static async Task<(int Exit, RaisedProblem? Problem)> RunAsync(CliProject copy, AdvisedCommand command, List<string> story)
    {
        var words = command.Words.Zip(["", .. command.Words], (word, before) => AdviceReasons.Filled(copy, before, word)).ToArray();
        if (command.IsStrata)
        {
            var result = await copy.RunAsync(words[1..]);
            story.Add($"{command}: exit {result.Exit}\n{result.All}");
            return (result.Exit, RaisedProblem.Of(words[1..], result));
        }
        var quoted = string.Join(' ', words.Select(w => $"'{w.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
        var ran = await ProcessRunner.RunAsync("sh", ["-c", $"cd '{copy.Root}' && {quoted}"], s_git);
        story.Add($"{command}: exit {ran.ExitCode}\n{ran.Output}{ran.Errors}");
        Assert.True(ran.ExitCode == 0, "the advised command fails:\n" + string.Join("\n\n", story));
        return (0, null);
    }

    private static void Record(string what, string key, RaisedProblem problem, AdvisedCommand command)
    {
        if (s_record is null)
            return;
        lock (s_followed)
            File.AppendAllText(s_record, $"{what} | {key} | {TestContext.Current.Test?.TestDisplayName} | {problem} | {command}\n");
    }

    /// <summary>The command line is not understood, contradicts itself, or is none where a project is.</summary>
    [GeneratedRegex(@"^ST(20[0-2]\d|203[01]|2050|5044|600\d)$")]
    private static partial Regex MeansOtherWords();
}
