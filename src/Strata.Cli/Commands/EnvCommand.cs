using Strata.Environments;

namespace Strata.Cli.Commands;

internal sealed class EnvCommand : StrataCommand
{
    public EnvCommand(GlobalOptions globals)
        : base(globals, "env")
    {
        Subcommands.Add(new ConfirmedCommand(globals, "adopt", async (p, name, stop) => await p.AdoptDatabaseAsync(new(name), stop)));
        Subcommands.Add(new ConfirmedCommand(globals, "loosen", async (p, name, stop) => await p.LoosenAsync(new(name), stop)));
        var convert = (StrataProject project, CancellationToken stop) => project.ConvertAsync(stop);
        Subcommands.Add(new PlainCommand<ConvertResult>(globals, "convert", convert, OutcomeText.Write, "env convert"));
    }

    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        throw UsageError.Of("strata env needs a command", "use one of: adopt, convert, loosen");
}

internal sealed class ConfirmedCommand : ProjectCommand
{
    private readonly Option<string> _confirm = Text("--confirm", "NAME", "the name that the command asks for");
    private readonly Func<StrataProject, string?, CancellationToken, Task<DatabaseDecision>> _run;

    public ConfirmedCommand(GlobalOptions globals, string name, Func<StrataProject, string?, CancellationToken, Task<DatabaseDecision>> run)
        : base(globals, name, $"env {name}")
    {
        _run = run;
        Takes(_confirm);
    }

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(await _run(run.Project, run.Get(_confirm), run.Cancellation), OutcomeText.Write);
}
