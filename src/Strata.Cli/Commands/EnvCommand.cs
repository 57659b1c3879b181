using Strata.Environments;
using Strata.Operations;

namespace Strata.Cli.Commands;

internal sealed class EnvCommand : StrataCommand
{
    public EnvCommand(GlobalOptions globals)
        : base(globals, "env")
    {
        Add<AdoptDatabaseResult>("adopt", (project, name, stop) => project.AdoptDatabaseAsync(new(name), stop));
        Add<LoosenResult>("loosen", (project, name, stop) => project.LoosenAsync(new(name), stop));
        var convert = (StrataProject project, CancellationToken stop) => project.ConvertAsync(stop);
        Subcommands.Add(new PlainCommand<ConvertResult>(globals, "convert", convert, OutcomeText.Write, "env convert"));

        void Add<T>(string name, Func<StrataProject, string?, CancellationToken, Task<T>> operation)
            where T : DatabaseDecision => Subcommands.Add(new ConfirmedCommand<T>(globals, name, operation));
    }

    protected override Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        throw UsageError.Of("strata env needs a command", "use one of: adopt, convert, loosen");
}

internal sealed class ConfirmedCommand<T> : ProjectCommand
    where T : DatabaseDecision
{
    private readonly Option<string> _confirm = Text("--confirm", "NAME", "the name that the command asks for");
    private readonly Func<StrataProject, string?, CancellationToken, Task<T>> _operation;

    public ConfirmedCommand(GlobalOptions globals, string name, Func<StrataProject, string?, CancellationToken, Task<T>> operation)
        : base(globals, name, $"env {name}")
    {
        _operation = operation;
        Takes(_confirm);
    }

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(await _operation(run.Project, run.Get(_confirm), run.Cancellation), OutcomeText.Write);
}
