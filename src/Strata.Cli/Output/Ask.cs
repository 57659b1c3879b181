using Spectre.Console;

namespace Strata.Cli.Output;

/// <summary>Questions to a person at a terminal. Asked only where <see cref="Reporter.CanAsk"/>.</summary>
internal static class Ask
{
    public static bool YesNo(string question) => AnsiConsole.Confirm(Markup.Escape(question), defaultValue: false);

    public static string Choose(string question, IReadOnlyList<string> answers) =>
        AnsiConsole.Prompt(new SelectionPrompt<string>().Title(Markup.Escape(question)).AddChoices(answers).UseConverter(Markup.Escape));

    public static string Text(string question, string usual) => AnsiConsole.Ask(Markup.Escape(question), usual);
}
