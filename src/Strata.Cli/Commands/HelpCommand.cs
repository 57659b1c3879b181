namespace Strata.Cli.Commands;

internal sealed class HelpCommand : StrataCommand
{
    private readonly Argument<string?> _command = Optional("COMMAND", "the command; none for the list of all");

    public HelpCommand(GlobalOptions globals)
        : base(globals, "help") => Arguments.Add(_command);

    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var root = (RootCommand)parsed.RootCommandResult.Command;
        var output = Globals.Output(parsed);
        if (parsed.GetValue(_command) is not { } name)
            return Task.FromResult(HelpScreen.Show(HelpScreen.Of(root, Globals.Bundle), output));
        if (root.Subcommands.OfType<StrataCommand>().FirstOrDefault(c => c.Name == name) is { } command)
            return Task.FromResult(HelpScreen.Show(HelpScreen.Of(command, Globals.All), output));
        throw UsageError.UnknownCommand(root, name, "strata help", "strata help");
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
