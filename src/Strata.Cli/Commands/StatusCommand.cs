namespace Strata.Cli.Commands;

internal sealed class StatusCommand : ProjectCommand
{
    private readonly Option<bool> _check = Flag("--check", "exit 5 when something is pending");
    private readonly Option<bool> _all = Flag("--all", "every environment of strata.json, a line each");
    private readonly Option<bool> _runs = Flag("--runs", "the commands that wrote to the database: who, when, from where, how long");

    public StatusCommand(GlobalOptions globals)
        : base(globals, "status") => Takes(_check, _all, _runs);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_all, Globals.Environment);
        var check = run.Get(_check);
        if (run.Get(_all))
            return run.Show(await run.Project.StatusOfAllAsync(run.Cancellation) with { RequiresUpToDate = check }, StatusText.Write);
        if (run.Get(_runs))
            return run.Show(await run.Project.RunsAsync(run.Cancellation), StatusText.Write);
        return run.Show(await run.Project.StatusAsync(run.Cancellation) with { RequiresUpToDate = check }, StatusText.Write);
    }
}
