using Strata.Planning;

namespace Strata.Cli.Commands;

/// <summary>The options that decide between rename and drop.</summary>
internal sealed class RenameOptions
{
    public Option<string[]> Rename { get; } = Texts("--rename", "OLD=NEW", "a rename: table.old=new or old_table=new_table");

    public Option<string[]> Drop { get; } = Texts("--drop", "NAME", "not a rename: drop this with what it holds");

    /// <inheritdoc cref="RenameAnswers.Parse"/>
    public RenameAnswers Of(ParseResult parsed) => RenameAnswers.Parse(parsed.GetValue(Rename) ?? [], parsed.GetValue(Drop) ?? []);
}
