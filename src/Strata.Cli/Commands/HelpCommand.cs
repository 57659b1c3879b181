using Strata.Core.Text;

namespace Strata.Cli.Commands;

internal sealed class HelpCommand : StrataCommand
{
    private readonly Argument<string?> _command = new("COMMAND")
    {
        Description = "the command; none for the list of all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public HelpCommand(GlobalOptions globals)
        : base(globals, "help") => Arguments.Add(_command);

    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var root = (RootCommand)parsed.RootCommandResult.Command;
        var output = Globals.Output(parsed);
        if (parsed.GetValue(_command) is not { } name)
            output.Result(Globals.Bundle is null ? HelpScreen.Of(root) : HelpScreen.OfBundle(root));
        else if (root.Subcommands.OfType<StrataCommand>().FirstOrDefault(c => c.Name == name) is { } command)
            output.Result(HelpScreen.Of(command, Globals.All));
        else
        {
            var nearest = Spelling.Nearest(name, root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            throw UsageError.Unparsable.Error(
                "",
                $"no command \"{name}\"",
                "nothing was done",
                nearest is null ? "see all commands: strata help" : $"did you mean: strata help {nearest}"
            );
        }
        return Task.FromResult(ExitCode.Done);
    }
}

internal sealed class VersionCommand(GlobalOptions globals) : StrataCommand(globals, "version")
{
    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = Globals.Output(parsed);
        output.Result(HelpScreen.Version);
        return Task.FromResult(output.End(ExitCode.Done, OperationJson.Object(("version", HelpScreen.Version))));
    }
}
