using Strata.Generating;

namespace Strata.Cli.Commands;

internal sealed class GenerateCommand : ProjectCommand
{
    private readonly Option<string> _name = Text("--name", "NAME", "the migration's name instead of two words");
    private readonly Option<bool> _custom = Flag("--custom", "an empty migration to write by hand");
    private readonly Option<bool> _check = Flag("--check", "write nothing; exit 5 when a migration is missing");
    private readonly Option<string> _keep = Text("--keep", "TIME", "retain dropped data for a time: 30d; 0 drops it");
    private readonly RenameOptions _renames = new();

    public GenerateCommand(GlobalOptions globals)
        : base(globals, "generate") => Takes(_name, _custom, _check, _renames.Rename, _renames.Drop, _keep);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_custom, _check);
        var request = new GenerateRequest
        {
            Mode =
                run.Get(_custom) ? GenerateMode.Custom
                : run.Get(_check) ? GenerateMode.Check
                : GenerateMode.Write,
            Name = run.Get(_name),
            Renames = _renames.Of(run.Parsed),
            Retention = OptionValues.Retention("--keep", run.Get(_keep)),
        };
        return run.Show(await run.Project.GenerateAsync(request, run.Cancellation), PlanText.Write);
    }
}
