using Strata.Generating;

namespace Strata.Cli.Commands;

internal sealed class GenerateCommand : ProjectCommand
{
    private readonly Option<string> _name = Text("--name", "NAME", "the migration's name instead of two words");
    private readonly Option<bool> _custom = Flag("--custom", "an empty migration to write by hand");
    private readonly Option<bool> _check = Flag("--check", "write nothing; exit 5 when a migration is missing");
    private readonly Option<bool> _undo = Flag("--undo", "remove the last migration; no database has run it");
    private readonly Option<bool> _amend = Flag("--amend", "verify and record the edits of pending migrations");
    private readonly Option<string[]> _absent = Texts("--not-applied", "ENV", "this environment has not run it; need not be reached");
    private readonly Option<string> _keep = Text("--keep", "TIME", "retain dropped data for a time: 30d; 0 drops it");
    private readonly Option<bool> _strict = Flag("--strict", "exit 10 on a hazard without --allow; so where CI=true");
    private readonly Option<string[]> _allow = Texts("--allow", "CODE:OBJECT", "acknowledge a hazard in the file's head");
    private readonly RenameOptions _renames = new();

    public GenerateCommand(GlobalOptions globals)
        : base(globals, "generate") =>
        Takes(_name, _custom, _check, _undo, _amend, _absent, _renames.Rename, _renames.Drop, _keep, _strict, _allow);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_custom, _check, _undo, _amend);
        var pending = new PendingRequest { NotApplied = run.Get(_absent) };
        if (run.Get(_undo))
            return run.Show(await run.Project.UndoGenerateAsync(pending, run.Cancellation), (r, o) => o.Say(r.Summary));
        if (run.Get(_amend))
            return run.Show(await run.Project.AmendAsync(pending, run.Cancellation), (r, o) => o.Say(r.Summary));
        var request = new GenerateRequest
        {
            Mode =
                run.Get(_custom) ? GenerateMode.Custom
                : run.Get(_check) ? GenerateMode.Check
                : GenerateMode.Write,
            Name = run.Get(_name),
            Renames = _renames.Of(run.Parsed),
            Strict = run.Get(_strict) || Globals.IsContinuousIntegration,
            Acknowledged = OptionValues.Hazards(run.Get(_allow)),
            Retention = OptionValues.Retention("--keep", run.Get(_keep)),
        };
        return run.Show(await run.Project.GenerateAsync(request, run.Cancellation), PlanText.Write);
    }
}
