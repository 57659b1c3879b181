using Spectre.Console;

namespace Strata.Cli.Terminal;

/// <summary>
/// Asks a person at the terminal; --yes answers ordinary questions in advance. Ctrl-C ends the command; Ctrl-D and Esc decline.
/// </summary>
internal sealed class TerminalDecisions(CommandOutput output) : IDecisions
{
    /// <inheritdoc/>
    public bool CanAnswer(Question question) => IsAnswered(question) || output.CanAsk;

    /// <inheritdoc/>
    public async ValueTask<Answer> ConfirmAsync(Question question, CancellationToken cancellationToken)
    {
        if (IsAnswered(question))
            return Answer.Yes;
        if (!output.CanAsk)
            return Answer.Unanswered;
        var prompt = new TextPrompt<string>(Markup.Escape($"{Text(question)} [y/n]"))
            .DefaultValue("n")
            .Validate(typed => Answers.Of(typed) is not Answer.Unanswered, "[red]answer y or n[/]");
        return Answers.Of(await ShowAsync(prompt, "n", cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<Answer> ConfirmByNameAsync(Question question, string name, CancellationToken cancellationToken)
    {
        if (!output.CanAsk)
            return Answer.Unanswered;
        var typed = await ShowAsync(new TextPrompt<string>(Markup.Escape(Text(question))).DefaultValue("no"), "", cancellationToken);
        return typed == name ? Answer.Yes : Answer.No;
    }

    /// <inheritdoc/>
    public async ValueTask<int?> ChooseAsync(Question question, IReadOnlyList<string> choices, CancellationToken cancellationToken)
    {
        if (!output.CanAsk || IsAnswered(question))
            return null;
        var prompt = new SelectionPrompt<int>()
            .Title(Markup.Escape(Text(question)))
            .AddChoices(Enumerable.Range(0, choices.Count))
            .UseConverter(i => Markup.Escape(ControlCharacters.Escape(choices[i])));
        return await ShowAsync(prompt, -1, cancellationToken) is >= 0 and var chosen ? chosen : null;
    }

    /// <inheritdoc/>
    public async ValueTask<string> AskAsync(Question question, string suggestion, CancellationToken cancellationToken) =>
        output.CanAsk && !IsAnswered(question)
            ? await ShowAsync(
                new TextPrompt<string>(Markup.Escape(Text(question)))
                    .DefaultValue(suggestion)
                    .WithConverter(s => Markup.Escape(ControlCharacters.Escape(s))),
                suggestion,
                cancellationToken
            )
            : suggestion;

    private bool IsAnswered(Question question) => question.IsOrdinary && output.Options.Yes;

    private string Text(Question question) => ControlCharacters.Escape(output.Shorten(question.Text));

    private static async Task<T> ShowAsync<T>(IPrompt<T> prompt, T ended, CancellationToken cancellationToken)
    {
        try
        {
            return await prompt.ShowAsync(new PromptConsole(AnsiConsole.Console), cancellationToken);
        }
        catch (EndOfStreamException)
        {
            AnsiConsole.WriteLine();
            return ended;
        }
        finally
        {
            // A list hides the cursor, and leaves it hidden when it is interrupted.
            AnsiConsole.Cursor.Show();
        }
    }
}
