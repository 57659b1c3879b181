namespace Strata.Core.Problems;

/// <summary>
/// An operation, an option or a command line in a <see cref="Remedy"/>. A ref struct, so that the compiler refuses it in a plain string,
/// where it would become text.
/// </summary>
public readonly ref struct Call
{
    private Call(RemedyPart part) => Part = part;

    internal RemedyPart Part { get; }

    /// <summary>An operation of Strata.</summary>
    /// <param name="name">As the command line calls it: <c>generate</c>, <c>env adopt</c>.</param>
    public static Call Strata(string name) => new(new RemedyOperation(name, []));

    /// <summary>An option to add to the operation that was asked for.</summary>
    /// <param name="name">Its name without dashes.</param>
    /// <param name="value">Its value; null where it takes none.</param>
    public static Call Option(string name, string? value = null) => new(new RemedyOption([new(name, value)]));

    /// <summary>A command line of git.</summary>
    public static Call Git(params ReadOnlySpan<string> words) => Program(["git", .. words]);

    /// <summary>Another program's command line.</summary>
    public static Call Program(params ReadOnlySpan<string> words) => new(new RemedyProgram([.. words]));

    /// <summary>The same with an option more.</summary>
    /// <param name="option">Its name without dashes.</param>
    /// <param name="value">Its value; null where it takes none.</param>
    public Call With(string option, string? value = null) => Adding(new(option, value));

    /// <summary>The same with a positional argument more.</summary>
    public Call Argument(string value) => Adding(new(null, value));

    private Call Adding(RemedyArgument argument) =>
        Part switch
        {
            RemedyOperation o => new(o with { Arguments = [.. o.Arguments, argument] }),
            RemedyOption o => new(o with { Arguments = [.. o.Arguments, argument] }),
            _ => throw new InvalidOperationException("Another program's command line has words, not options of ours."),
        };
}
