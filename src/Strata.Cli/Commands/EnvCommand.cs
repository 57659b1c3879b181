using Strata.Environments;

namespace Strata.Cli.Commands;

internal sealed class EnvCommand : StrataCommand
{
    public EnvCommand(GlobalOptions globals)
        : base(globals, "env")
    {
        Subcommands.Add(new AdoptDatabaseCommand(globals));
        var convert = (StrataProject project, CancellationToken stop) => project.ConvertAsync(stop);
        Subcommands.Add(new PlainCommand<ConvertResult>(globals, "convert", convert, OutcomeText.Write, "env convert"));
    }

    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        throw UsageError.Of("strata env needs a command", "use one of: adopt, convert");
}

internal sealed class AdoptDatabaseCommand : ProjectCommand
{
    private readonly Option<string> _confirm = Text("--confirm", "NAME", "the name that the command asks for");

    public AdoptDatabaseCommand(GlobalOptions globals)
        : base(globals, "adopt", "env adopt") => Takes(_confirm);

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(await run.Project.AdoptDatabaseAsync(new(run.Get(_confirm)), run.Cancellation), OutcomeText.Write);
}
