using Strata.Bundling;

namespace Strata.Cli.Commands;

/// <summary>Help: of all commands on one screen, and of one command in 80 columns.</summary>
internal static class HelpScreen
{
    private const int Width = 80;

    // Commands with short summaries share a line.
    private const int Short = 24;

    public static string Version => typeof(HelpScreen).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Ends a command with a screen of help: for programs it is the text of one line.</summary>
    public static ExitCode Show(string text, CommandOutput output)
    {
        output.Result(text);
        return output.End(ExitCode.Done, OperationJson.Object(("help", text)));
    }

    /// <summary>Every command of the program, or of a bundle.</summary>
    public static string Of(RootCommand root, BundleFile? bundle) => bundle is null ? OfProgram(root) : OfBundle(root);

    private static string OfProgram(RootCommand root) =>
        $"""
            strata {Version}: strata COMMAND [options]   also: help COMMAND, version

            {string.Join('\n', Visible(root).GroupBy(c => c.Help.Group).SelectMany(Lines))}

            with every command: --env NAME (environment, local)  --cwd DIR  --config FILE
                                --json  --yes  --quiet  --verbose  --no-color
            """;

    private static string OfBundle(RootCommand root) =>
        $"""
            migrations, and what runs them (strata {Version})
            usage: {Path.GetFileName(Environment.ProcessPath)} COMMAND [options]     help COMMAND tells more

            {string.Join(
                '\n',
                Visible(root).Where(c => Bundle.Commands.Contains(c.Name)).Select(c => $"  {c.Name.PadRight(9)} {c.Help.Summary}")
            )}

            options of every command
              --env NAME   the environment (local)             --json  machine-readable
              --url URL    another database: a URL, env:NAME   --yes   do not ask
              --cwd DIR    run in another folder               --quiet --verbose --no-color
            """;

    // The first line of the screen says what these two do.
    private static IEnumerable<StrataCommand> Visible(RootCommand root) =>
        root.Subcommands.OfType<StrataCommand>().Where(c => !c.Hidden && c is not (HelpCommand or VersionCommand));

    // The group's name stands beside its first command: all commands fit one screen.
    private static IEnumerable<string> Lines(IGrouping<string, StrataCommand> group)
    {
        List<StrataCommand> commands = [.. group];
        for (var i = 0; i < commands.Count; i++)
        {
            var title = (i > 0 ? "" : group.Key).PadRight(8);
            var (name, summary) = (commands[i].Name.PadRight(9), commands[i].Help.Summary);
            if (summary.Length > Short || i + 1 == commands.Count || commands[i + 1].Help.Summary.Length > Short)
                yield return $"{title} {name} {summary}";
            else
                yield return $"{title} {name} {summary.PadRight(Short)}  {commands[++i].Name.PadRight(9)} {commands[i].Help.Summary}";
        }
    }

    /// <summary>One command: its sentence, usage, options, examples and exit codes.</summary>
    public static string Of(StrataCommand command, IEnumerable<Option> global)
    {
        var help = command.Help;
        return string.Join(
            '\n',
            [
                .. Wrapping.Lines(help.Sentence, 0, Width),
                "",
                $"usage: {Usage(command)}",
                .. Section("commands", command.Subcommands.OfType<StrataCommand>().SelectMany(c => Row(c.Name, c.Help.Summary))),
                .. Section("arguments", command.Arguments.SelectMany(a => Row(a.Name, a.Description ?? ""))),
                .. Section("options", command.Options.SelectMany(Row)),
                .. Section("options of every command", global.SelectMany(Row)),
                .. Section("examples", help.Examples.Select(e => $"  {e}")),
                .. Section("exit codes (all: docs/exit-codes.md)", help.Exits.SelectMany(e => Row($"{(int)e}", CommandHelp.Meaning(e)))),
            ]
        );
    }

    private static IEnumerable<string> Section(string title, IEnumerable<string> rows) => rows.Any() ? ["", $"{title}:", .. rows] : [];

    private static string Usage(Command command)
    {
        List<string> words = ["strata", .. command.Parents.OfType<StrataCommand>().Select(p => p.Name), command.Name];
        if (command.Subcommands.Count > 0)
            words.Add(command.Options.Count > 0 ? "[COMMAND]" : "COMMAND");
        words.AddRange(command.Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $"[{a.Name}]" : a.Name));
        return string.Join(' ', [.. words, "[options]"]);
    }

    private static IEnumerable<string> Row(Option option) =>
        Row(
            string.Join(", ", option.Aliases.Order().Prepend(option.Name)) + (option.HelpName is { } value ? $" {value}" : ""),
            option.Description ?? ""
        );

    private static IEnumerable<string> Row(string name, string text)
    {
        const int Indent = 25;
        var lines = Wrapping.Lines(text, Indent, Width).ToList();
        if (name.Length + 3 > Indent)
            return [$"  {name}", .. lines.Select(l => new string(' ', Indent) + l)];
        return lines.Select((l, i) => (i == 0 ? $"  {name}".PadRight(Indent) : new string(' ', Indent)) + l);
    }
}
