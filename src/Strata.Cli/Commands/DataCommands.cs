namespace Strata.Cli.Commands;

internal sealed class DumpCommand : ProjectCommand
{
    private readonly Option<string> _out = Text("--out", "DIR", "the backup's own folder, which must not exist yet");
    private readonly Option<bool> _verify = Flag("--verify", "restore it into a shadow database and compare");
    private readonly Option<string> _keep = Text("--keep", "N|TIME", "then delete all but the newest N, or those of TIME (30d)");
    private readonly Option<int?> _jobs = Number("--jobs", "N", "connections that work side by side (default: one a core, at most 4)");

    public DumpCommand(GlobalOptions globals)
        : base(globals, "dump") => Takes(_out, _verify, _keep, _jobs);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var request = new Dumping.DumpRequest
        {
            Folder = run.Get(_out) is { } folder ? Path.GetFullPath(folder, Globals.Start(run.Parsed)) : null,
            Verify = run.Get(_verify),
            Keep = OptionValues.Backups("--keep", run.Get(_keep)),
            Jobs = OptionValues.Jobs("--jobs", run.Get(_jobs)),
        };
        return run.Show(await run.Project.DumpAsync(request, run.Cancellation), DataText.Write);
    }
}

internal sealed class RestoreCommand : ProjectCommand
{
    private readonly Argument<string> _folder = new("DIR") { Description = "the folder of the backup" };
    private readonly Option<bool> _verify = Flag("--verify", "only restore it into a shadow database, and compare");
    private readonly Option<bool> _dataOnly = Flag("--data-only", "put the rows alone into the empty tables of a rebuilt schema");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "judge everything, and change nothing");
    private readonly Option<string> _confirm = Text("--confirm", "ENVIRONMENT", "the environment's name, unless it is an open one");
    private readonly Option<int?> _jobs = Number("--jobs", "N", "connections that work side by side (default: 1)");

    public RestoreCommand(GlobalOptions globals)
        : base(globals, "restore")
    {
        Arguments.Add(_folder);
        Takes(_verify, _dataOnly, _dryRun, _confirm, _jobs);
    }

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_verify, _dataOnly);
        run.RequireOneOf(_verify, _dryRun);
        var request = new Restoring.RestoreRequest(Path.GetFullPath(run.Parsed.GetValue(_folder)!, Globals.Start(run.Parsed)))
        {
            DataOnly = run.Get(_dataOnly),
            DryRun = run.Get(_dryRun),
            Confirm = run.Get(_confirm),
            Jobs = OptionValues.Jobs("--jobs", run.Get(_jobs)) ?? 1,
        };
        return run.Get(_verify)
            ? run.Show(await run.Project.VerifyBackupAsync(request, run.Cancellation), DataText.Write)
            : run.Show(await run.Project.RestoreAsync(request, run.Cancellation), DataText.Write);
    }
}

internal sealed class ResetCommand : ProjectCommand
{
    private readonly Option<bool> _noSeed = Flag("--no-seed", "leave out the seed files");
    private readonly Option<string> _confirm = Text("--confirm", "ENVIRONMENT", "the environment's name, unless it is an open one");

    public ResetCommand(GlobalOptions globals)
        : base(globals, "reset") => Takes(_noSeed, _confirm);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var request = new Resetting.ResetRequest { Seed = !run.Get(_noSeed), Confirm = run.Get(_confirm) };
        return run.Show(await run.Project.ResetAsync(request, run.Cancellation), DataText.Write);
    }
}

internal sealed class UndoWipeCommand : ProjectCommand
{
    private readonly Option<string> _confirm = Text("--confirm", "ENVIRONMENT", "the environment's name, unless it is an open one");
    private readonly Option<string> _former = Text("--former", "NAME", "the retained database (default: the one that was replaced last)");

    public UndoWipeCommand(GlobalOptions globals)
        : base(globals, "undo-wipe") => Takes(_confirm, _former);

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(
            await run.Project.UndoReplaceAsync(new(run.Get(_confirm)) { Former = run.Get(_former) }, run.Cancellation),
            DataText.Write
        );
}
