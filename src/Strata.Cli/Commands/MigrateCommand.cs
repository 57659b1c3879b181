using Strata.Migrating;

namespace Strata.Cli.Commands;

internal sealed class MigrateCommand : ProjectCommand
{
    private readonly Option<string> _to = Text("--to", "N", "stop after this migration (its number or name)");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "list what would run, and run nothing");
    private readonly Option<bool> _test = Flag("--test", "run them on a shadow database, compare with the schema, then roll back");
    private readonly Option<string> _outOfOrder = Text("--out-of-order", "error|apply", "migrations before one that is applied");
    private readonly Option<string[]> _allow = Texts("--allow", "CODE:OBJECT", "a hazard to acknowledge, on a protected environment");
    private readonly Option<string> _lockWait = Text("--lock-wait", "TIME", "the wait for another run: 500ms, 30s, 5m (default), 0");

    public MigrateCommand(GlobalOptions globals)
        : base(globals, "migrate") => Takes(_to, _dryRun, _test, _outOfOrder, _allow, _lockWait);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        if (run.Get(_test))
            return run.Show(await run.Project.VerifyAsync(run.Cancellation), MigrateText.Write);
        var request = new MigrateRequest
        {
            To = OptionValues.Migration("--to", run.Get(_to)),
            OutOfOrder = OptionValues.OutOfOrder("--out-of-order", run.Get(_outOfOrder)),
            Acknowledged = OptionValues.Hazards(run.Get(_allow)),
            LockWait = OptionValues.Duration("--lock-wait", run.Get(_lockWait)),
        };
        return run.Get(_dryRun)
            ? run.Show(await run.Project.PreviewMigrateAsync(request, run.Cancellation), MigrateText.Write)
            : run.Show(await run.Project.MigrateAsync(request, run.Cancellation), MigrateText.Write);
    }
}
