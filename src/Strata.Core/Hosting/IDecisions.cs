namespace Strata.Core.Hosting;

/// <summary>The answers to what only a person can decide: from a terminal, flags, a web page, a test.</summary>
public interface IDecisions
{
    /// <summary>Somebody can be asked, or has answered in advance. Asks nothing.</summary>
    bool CanAnswer(Question question);

    /// <summary>Asks for a yes.</summary>
    ValueTask<Answer> ConfirmAsync(Question question, CancellationToken cancellationToken);

    /// <summary>Asks for a name to be typed, so that nobody confirms by habit.</summary>
    /// <param name="question">The consequence.</param>
    /// <param name="name">The name that confirms.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    ValueTask<Answer> ConfirmByNameAsync(Question question, string name, CancellationToken cancellationToken);

    /// <summary>Asks for one of several.</summary>
    /// <returns>The index of the choice; null where nobody can be asked.</returns>
    ValueTask<int?> ChooseAsync(Question question, IReadOnlyList<string> choices, CancellationToken cancellationToken);

    /// <summary>Asks for a text.</summary>
    /// <param name="question">The question.</param>
    /// <param name="suggestion">The text that is taken where nobody types another.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    ValueTask<string> AskAsync(Question question, string suggestion, CancellationToken cancellationToken);
}

/// <summary>The answer to a question.</summary>
public enum Answer
{
    /// <summary>Nobody can be asked.</summary>
    Unanswered,
    No,
    Yes,
}

/// <summary>Answers that a person types.</summary>
public static class Answers
{
    /// <summary>The answer that a text means: <c>y</c>, <c>yes</c>, <c>n</c> or <c>no</c>, in any case; else none.</summary>
    public static Answer Of(string typed) =>
        typed.Trim().ToUpperInvariant() switch
        {
            "Y" or "YES" => Answer.Yes,
            "N" or "NO" => Answer.No,
            _ => Answer.Unanswered,
        };
}

/// <summary>The decisions that operations ask for.</summary>
public enum QuestionKind
{
    /// <summary>The database system of a new project.</summary>
    ChooseDialect,

    /// <summary>The URL of a new project's local database.</summary>
    ChooseUrl,

    /// <summary>Create the database that is missing.</summary>
    CreateDatabase,

    /// <summary>Push to a preview environment.</summary>
    PushToPreview,

    /// <summary>Push to a database that holds objects and that Strata has never changed.</summary>
    FirstPush,

    /// <summary>Decide that an object was renamed or that it was dropped.</summary>
    RenameOrDrop,

    /// <summary>Run what loses data.</summary>
    LoseData,

    /// <summary>Delete retained data.</summary>
    Purge,

    /// <summary>Change a protected environment.</summary>
    ChangeProtected,

    /// <summary>Drop or replace everything in a database.</summary>
    ReplaceData,

    /// <summary>Change or remove a migration that is written already.</summary>
    ChangeWritten,

    /// <summary>Take over a copied or replaced database for an environment.</summary>
    AdoptDatabase,
}

/// <summary>A question, for a host to put to a person.</summary>
/// <param name="Kind">The decision.</param>
/// <param name="Text">The whole question, ending with a question mark or an instruction.</param>
public sealed record Question(QuestionKind Kind, string Text)
{
    /// <summary>A general consent (<c>--yes</c>) answers it: nothing is lost that cannot be made again.</summary>
    public bool IsOrdinary { get; init; }
}

/// <summary>Answers nothing: for hosts without a person.</summary>
public sealed class NoDecisions : IDecisions
{
    private NoDecisions() { }

    /// <summary>The one instance.</summary>
    public static NoDecisions Instance { get; } = new();

    /// <inheritdoc/>
    public bool CanAnswer(Question question) => false;

    /// <inheritdoc/>
    public ValueTask<Answer> ConfirmAsync(Question question, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Answer.Unanswered);

    /// <inheritdoc/>
    public ValueTask<Answer> ConfirmByNameAsync(Question question, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Answer.Unanswered);

    /// <inheritdoc/>
    public ValueTask<int?> ChooseAsync(Question question, IReadOnlyList<string> choices, CancellationToken cancellationToken) =>
        ValueTask.FromResult<int?>(null);

    /// <inheritdoc/>
    public ValueTask<string> AskAsync(Question question, string suggestion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(suggestion);
}
