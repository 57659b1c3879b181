using Strata.Checking;

namespace Strata.Cli.Commands;

internal sealed class CheckCommand : ProjectCommand
{
    private readonly Option<bool> _files = Flag("--files", "the files alone, in milliseconds: no schema is compiled, no database created");
    private readonly Option<bool> _staged = Flag("--staged", "the files as they are staged in git, for a pre-commit hook; implies --files");

    public CheckCommand(GlobalOptions globals)
        : base(globals, "check") => Takes(_files, _staged);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var scope =
            run.Get(_staged) ? CheckScope.Staged
            : run.Get(_files) ? CheckScope.Files
            : CheckScope.Everything;
        return run.Show(await run.Project.CheckAsync(new(scope), run.Cancellation), OutcomeText.Write);
    }
}
