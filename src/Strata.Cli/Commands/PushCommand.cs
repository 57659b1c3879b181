using Strata.Pushing;

namespace Strata.Cli.Commands;

internal sealed class PushCommand : ProjectCommand
{
    private const string EmptySchema = "EMPTY";
    private readonly Option<bool> _dryRun = Flag("--dry-run", "print the SQL, and run nothing");
    private readonly Option<bool> _watch = Flag("--watch", "push again after every change of the schema's files");
    private readonly Option<bool> _onlySafe = Flag("--only-safe", "leave out what loses data");
    private readonly Option<string[]> _allow = Texts("--allow", "CODE", "a hazard to accept: CODE:object, or CODE for all of that kind");
    private readonly RenameOptions _renames = new();

    public PushCommand(GlobalOptions globals)
        : base(globals, "push") => Takes(_dryRun, _watch, _onlySafe, _renames.Rename, _renames.Drop, _allow);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var request = new PushRequest
        {
            DryRun = run.Get(_dryRun),
            OnlySafe = run.Get(_onlySafe),
            Renames = _renames.Of(run.Parsed),
            AllowEmptySchema = run.Get(_allow).Contains(EmptySchema),
            Acknowledged = OptionValues.Hazards([.. run.Get(_allow).Except([EmptySchema])]),
        };
        if (!run.Get(_watch))
            return run.Show(await run.Project.PushAsync(request, run.Cancellation), PlanText.Write);
        void Watching() => run.Output.Say($"watching {run.Project.SchemaFolder}; Ctrl-C ends it");
        var watched = await run.Project.WatchAsync(
            request,
            result =>
            {
                run.Show(result, PlanText.Write);
                Watching();
            },
            e =>
            {
                ProblemText.Write(e.Problem, run.Output);
                Watching();
            },
            run.Cancellation
        );
        return run.Show(watched, (w, o) => o.Say($"ended; the database was changed {Quantity.Count(w.Pushes, "time")}"));
    }
}
