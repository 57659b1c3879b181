using Strata.Squashing;

namespace Strata.Cli.Commands;

internal sealed class SquashCommand : ProjectCommand
{
    private readonly Option<string> _upTo = Text("--upto", "N", "the last migration to fold (its number; default: the newest)");
    private readonly Option<string> _name = Text("--name", "NAME", "the baseline's name (baseline)");
    private readonly Option<bool> _keepData = Flag("--keep-data", "append statements on rows to the baseline, after the schema");
    private readonly Option<bool> _dropData = Flag("--drop-data", "leave statements on rows out: an empty database starts without them");

    public SquashCommand(GlobalOptions globals)
        : base(globals, "squash") => Takes(_upTo, _name, _keepData, _dropData);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        run.RequireOneOf(_keepData, _dropData);
        var request = new SquashRequest
        {
            UpTo = OptionValues.Migration("--upto", run.Get(_upTo)),
            Name = run.Get(_name) ?? "baseline",
            Rows =
                run.Get(_keepData) ? RowStatements.Keep
                : run.Get(_dropData) ? RowStatements.Drop
                : RowStatements.Undecided,
        };
        return run.Show(await run.Project.SquashAsync(request, run.Cancellation), OutcomeText.Write);
    }
}
