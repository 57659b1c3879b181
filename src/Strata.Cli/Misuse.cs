using System.CommandLine;
using Strata.Cli.Bundling;
using Strata.Core.Problems;
using Strata.Core.Text;

namespace Strata.Cli;

/// <summary>A command line that cannot be understood, as its writer is told: exit 2, and the word that was meant.</summary>
internal static class Misuse
{
    public static ProblemException Of(RootCommand root, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command == root ? "strata" : $"strata {command.Name}";
        var help = $"see: {name} --help";
        if (parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) is { } flag)
        {
            var meant = Spelling.Nearest(flag.Split('=')[0], command.Options.Concat(root.Options).Select(o => o.Name));
            return Usage($"{name} has no option {flag}", meant is null ? help : $"did you mean: {meant}");
        }
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            if (command != root)
                return Usage($"{name} takes no \"{word}\"", help);
            var meant = Spelling.Nearest(word, root.Subcommands.Select(c => c.Name));
            return Usage(
                $"there is no command \"{word}\"",
                meant is null ? "see all commands: strata --help" : $"did you mean: strata {meant}"
            );
        }
        var options = command.Options.Concat(root.Options).ToList();
        if (options.Find(o => o.Required && parsed.GetResult(o) is null or { Implicit: true }) is { } missing)
            return Usage($"{name} needs {missing.Name}", $"add: {missing.Name} {missing.HelpName}; {help}");
        if (
            options.Find(o => o.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(o) is { Implicit: false, Tokens.Count: 0 }) is { } empty
        )
            return Usage($"{empty.Name} needs a value", $"write: {empty.Name} {empty.HelpName}");
        if (options.Find(o => o.Arity.MaximumNumberOfValues == 1 && parsed.GetResult(o) is { IdentifierTokenCount: > 1 }) is { } twice)
            return Usage($"{twice.Name} is there twice", "keep one of the two");
        var text = parsed.Errors[0].Message.TrimEnd('.');
        return Usage(char.ToLowerInvariant(text[0]) + text[1..], help);
    }

    /// <summary>The same for a program that is a bundle, which has few commands.</summary>
    public static ProblemException OfBundle(RootCommand root, ParseResult parsed) =>
        parsed.CommandResult.Command == root && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-')
            ? Usage(
                $"this program is a bundle of migrations, and has no command \"{word}\"",
                $"use one of: {string.Join(", ", Bundle.Commands)}"
            )
            : Of(root, parsed);

    private static ProblemException Usage(string what, string fix) =>
        new(ProblemKind.Usage, new("ST2020", "", what, "nothing was done", fix));
}
