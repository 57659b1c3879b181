using Strata.Planning;

namespace Strata.Cli.Commands;

/// <summary>The options that decide between rename and drop.</summary>
internal sealed class RenameOptions
{
    public Option<string[]> Rename { get; } = Texts("--rename", "OLD=NEW", "a rename: table.old=new or old_table=new_table");

    public Option<string[]> Drop { get; } = Texts("--drop", "NAME", "not a rename: drop this with what it holds");

    /// <exception cref="ProblemException">A rename is not of the form old=new (ST2031, exit 2).</exception>
    public RenameAnswers Of(ParseResult parsed) => new([.. (parsed.GetValue(Rename) ?? []).Select(Parse)], parsed.GetValue(Drop) ?? []);

    private static RenameAnswer Parse(string text) =>
        text.Split('=', 2) is [var from, var to]
            ? new(from, to)
            : throw UsageError.InvalidOption.Error(
                $"--rename {text}",
                $"--rename {text} is not of the form old=new",
                "nothing was changed",
                "write --rename table.old_column=new_column or --rename old_table=new_table"
            );
}
