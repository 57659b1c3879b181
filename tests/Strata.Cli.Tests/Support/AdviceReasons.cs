using System.Text.RegularExpressions;

namespace Strata.Cli.Tests.Support;

/// <summary>Why a command that a problem advises is not run by a test, and what stands for its placeholders.</summary>
internal static class AdviceReasons
{
    private sealed record Reason(string Why)
    {
        /// <summary>The text before the command.</summary>
        public string Before { get; init; } = "";

        public string Command { get; init; } = "";

        public string Code { get; init; } = "";

        public bool Holds(RaisedProblem problem, AdvisedCommand command) =>
            Regex.IsMatch(command.Before, Before) && Regex.IsMatch(command.ToString(), Command) && Regex.IsMatch(problem.Code, Code);
    }

    private static readonly Reason[] s_reasons =
    [
        new("no test has a remote repository") { Command = "^git (pull|fetch)" },
        new("a person checks a branch out before") { Before = "with its branch checked out: $" },
        new("a person does something before")
        {
            Before =
                @"\b(fix (what|the)|correct|get the file|bring the|go forward with|look at|remove (what|the cause|the entries)|"
                + "change (\"|Schema)|copy the rows|check out|run it where|on that branch|write the wanted)\\b",
        },
        new("a person corrects the command line") { Before = "(write:?|correct|add:) $", Code = "^ST(20[023]|1102)" },
        new("a person writes the command line again") { Code = "^ST(6005|6014)$" },
        new("the option is to be left out") { Code = "^ST3054$", Command = "--to" },
        new("a person names the environment to copy from") { Command = "--from NAME" },
        new("a person names the branch") { Command = "--onto BRANCH" },
        new("a person names the backup") { Command = "^strata restore DIR" },
    ];

    /// <summary>The reason for which a command is not run; null where it is.</summary>
    public static string? Find(RaisedProblem problem, AdvisedCommand command) =>
        s_reasons.FirstOrDefault(r => r.Holds(problem, command))?.Why;

    /// <summary>A word of the command, with something real in the place of a placeholder.</summary>
    /// <param name="copy">The project.</param>
    /// <param name="before">The word before it.</param>
    /// <param name="word">The word.</param>
    public static string Filled(CliProject copy, string before, string word) =>
        word switch
        {
            "NAME" when before == "--env" => "local",
            "env:NAME" => "env:local",
            "NAME" or "DIR" or "FILE" or "TAG" => "advised",
            "URL" => copy.Url,
            _ => word,
        };
}
