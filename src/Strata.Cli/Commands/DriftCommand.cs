namespace Strata.Cli.Commands;

internal sealed class DriftCommand : ProjectCommand
{
    private readonly Option<bool> _sql = Flag("--sql", "also the SQL that undoes the drift, and the SQL of a migration that keeps it");

    public DriftCommand(GlobalOptions globals)
        : base(globals, "drift") => Takes(_sql);

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Show(await run.Project.DriftAsync(new() { Sql = run.Get(_sql) }, run.Cancellation), DriftText.Write);
}
