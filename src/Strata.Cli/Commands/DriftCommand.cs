namespace Strata.Cli.Commands;

internal sealed class DriftCommand : ProjectCommand
{
    private readonly Option<bool> _sql = Flag("--sql", "also the SQL that undoes the drift, and the SQL of a migration that keeps it");
    private readonly Option<string> _accept = Text("--accept", "NAME", "write the migration that keeps it, and record it as applied");
    private readonly RenameOptions _renames = new();

    public DriftCommand(GlobalOptions globals)
        : base(globals, "drift") => Takes(_sql, _accept, _renames.Rename, _renames.Drop);

    protected override async Task<OperationResult> RunAsync(Invocation run) =>
        run.Get(_accept) is { } name
            ? run.Show(
                await run.Project.AcceptDriftAsync(new(name) { Renames = _renames.Of(run.Parsed) }, run.Cancellation),
                (result, output) => output.Say(result.Summary)
            )
            : run.Show(await run.Project.DriftAsync(new() { Sql = run.Get(_sql) }, run.Cancellation), DriftText.Write);
}
