using Strata.Repairing;
using Strata.RollingBack;

namespace Strata.Cli.Commands;

internal sealed class RollbackCommand : ProjectCommand
{
    private const string Everything = "-1";
    private readonly Option<string> _to = Text("--to", "N", "the migration that stays, by number or name; -1 for none");
    private readonly Option<int?> _steps = Number("--steps", "K", "roll back the last K migrations (1)");
    private readonly Option<bool> _asMigration = Flag("--as-migration", "write the reversal as a new migration, to be reviewed");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "list what would be rolled back, and what it loses");
    private readonly Option<bool> _allowLoss = Flag("--allow-loss", "accept the loss of what was written since");
    private readonly Option<string> _confirm = Text("--confirm", "NAME", "the environment's name, where it is protected");

    public RollbackCommand(GlobalOptions globals)
        : base(globals, "rollback") => Takes(_to, _steps, _asMigration, _dryRun, _allowLoss, _confirm);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_to, _steps);
        var request = new RollbackRequest
        {
            Range = run.Get(_to) switch
            {
                null => new RollbackRange.Last(OptionValues.Count("--steps", run.Get(_steps)) ?? 1),
                Everything => new RollbackRange.All(),
                var tag => new RollbackRange.After(new(tag, "to")),
            },
            AcceptLoss = run.Get(_allowLoss),
            Confirm = run.Get(_confirm),
        };
        if (run.Get(_dryRun))
            return run.Show(await run.Project.PreviewRollbackAsync(request, run.Cancellation), HistoryText.Write);
        return run.Get(_asMigration)
            ? run.Show(await run.Project.WriteReversalAsync(request, run.Cancellation), HistoryText.Write)
            : run.Show(await run.Project.RollbackAsync(request, run.Cancellation), HistoryText.Write);
    }
}

internal sealed class RepairCommand : ProjectCommand
{
    private readonly Argument<string?> _tag = Optional("TAG", "the migration, for --mark and --undo");
    private readonly Option<bool> _resume = Flag("--resume", "continue where it stopped, as strata migrate does");
    private readonly Option<string> _mark = Text("--mark", "applied|rolled-back", "record it as that, where the database is just that");
    private readonly Option<bool> _undo = Flag("--undo", "roll back what was done of it, by its down-script");
    private readonly Option<string> _rerun = Text("--rerun", "TAG", "roll an edited one back, and run it as the file is now");
    private readonly Option<string> _accept = Text("--accept-edit", "TAG", "take an edited file for what was run, where the database fits");
    private readonly Option<bool> _allowLoss = Flag("--allow-loss", "rows were repaired by hand, or their loss is accepted");
    private readonly Option<string> _confirm = Text("--confirm", "NAME", "the environment's name, where it is protected");

    public RepairCommand(GlobalOptions globals)
        : base(globals, "repair")
    {
        Arguments.Add(_tag);
        Takes(_resume, _mark, _undo, _rerun, _accept, _allowLoss, _confirm);
    }

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_resume, _mark, _undo, _rerun, _accept);
        if (Repair(run, run.Parsed.GetValue(_tag)) is not { } repair)
            return run.Show(await run.Project.PreviewRepairAsync(run.Cancellation), HistoryText.Write);
        var request = new RepairRequest(repair) { AcceptLoss = run.Get(_allowLoss), Confirm = run.Get(_confirm) };
        return run.Show(await run.Project.RepairAsync(request, run.Cancellation), HistoryText.Write);
    }

    private RepairAction? Repair(Invocation run, string? tag)
    {
        if (tag is ['-', ..])
            throw UsageError.Of($"strata repair has no option {tag}", "see: strata repair --help");
        if (run.Get(_mark) is { } word)
        {
            var mark = OptionValues.Word("--mark", word, ("applied", RepairMark.Applied), ("rolled-back", RepairMark.RolledBack));
            return new RepairAction.Mark(tag ?? throw UsageError.Of("--mark needs a migration", $"add its name: --mark {word} TAG"), mark);
        }
        if (tag is not null && !run.Get(_undo))
            throw UsageError.Of($"no repair is named for {tag}", "see the options: strata repair");
        return run.Get(_undo) ? new RepairAction.Undo(tag)
            : run.Get(_resume) ? new RepairAction.Resume()
            : run.Get(_rerun) is { } again ? new RepairAction.Rerun(again)
            : run.Get(_accept) is { } edited ? new RepairAction.AcceptEdit(edited)
            : null;
    }
}

internal sealed class PurgeCommand : ProjectCommand
{
    private readonly Option<bool> _all = Flag("--all", "also data whose retention has not ended");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "list retained data, and delete nothing");
    private readonly Option<string> _confirm = Text("--confirm", "NAME", "the environment's name, where it is protected");

    public PurgeCommand(GlobalOptions globals)
        : base(globals, "purge") => Takes(_all, _dryRun, _confirm);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var request = new Purging.PurgeRequest { All = run.Get(_all), Confirm = run.Get(_confirm) };
        return run.Get(_dryRun)
            ? run.Show(await run.Project.PreviewPurgeAsync(request, run.Cancellation), HistoryText.Write)
            : run.Show(await run.Project.PurgeAsync(request, run.Cancellation), HistoryText.Write);
    }
}
