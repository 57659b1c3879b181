using Spectre.Console;

namespace Strata.Cli.Output;

/// <summary>Questions to a person at a terminal, which Ctrl-C ends. Asked only where <see cref="Reporter.CanAsk"/>.</summary>
internal static class Ask
{
    public static Task<bool> YesNoAsync(string question, CancellationToken cancellationToken) =>
        ShowAsync(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false }, cancellationToken);

    public static Task<string> ChooseAsync(string question, IReadOnlyList<string> answers, CancellationToken cancellationToken) =>
        ShowAsync(
            new SelectionPrompt<string>().Title(Markup.Escape(question)).AddChoices(answers).UseConverter(Markup.Escape),
            cancellationToken
        );

    public static Task<string> TextAsync(string question, string usual, CancellationToken cancellationToken) =>
        ShowAsync(new TextPrompt<string>(Markup.Escape(question)).DefaultValue(usual), cancellationToken);

    private static async Task<T> ShowAsync<T>(IPrompt<T> prompt, CancellationToken cancellationToken)
    {
        try
        {
            return await prompt.ShowAsync(AnsiConsole.Console, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A list hides the cursor, and leaves it hidden when it is interrupted.
            AnsiConsole.Cursor.Show();
        }
    }
}
