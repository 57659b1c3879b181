using Strata.Rebasing;

namespace Strata.Cli.Commands;

internal sealed class RebaseCommand : ProjectCommand
{
    private readonly Option<string> _onto = Text("--onto", "REF", "the branch whose migrations stay (the remote's main branch, else main)");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "tell what would be moved, and write nothing");
    private readonly Option<bool> _theirs = Flag("--theirs", "leave our migrations out, to generate them anew from the schema");
    private readonly Option<bool> _install = Flag("--install", "only set up the merge driver in this clone");

    public RebaseCommand(GlobalOptions globals)
        : base(globals, "rebase") => Takes(_onto, _dryRun, _theirs, _install);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        if (run.Get(_install))
            return run.Show(await run.Project.InstallMergeDriverAsync(Globals.Host.ShellName, run.Cancellation), HistoryText.Write);
        var request = new RebaseRequest { Onto = run.Get(_onto), Theirs = run.Get(_theirs) };
        return run.Get(_dryRun)
            ? run.Show(await run.Project.PreviewRebaseAsync(request, run.Cancellation), HistoryText.Write)
            : run.Show(await run.Project.RebaseAsync(request, run.Cancellation), HistoryText.Write);
    }
}

/// <summary>The command that git calls; help does not show it.</summary>
internal sealed class MergeDriverCommand : StrataCommand
{
    private readonly Argument<string> _ours = new("OURS");
    private readonly Argument<string> _theirs = new("THEIRS");
    private readonly Argument<string> _path = new("PATH");

    public MergeDriverCommand(GlobalOptions globals)
        : base(globals, "merge-driver")
    {
        Hidden = true;
        foreach (var argument in (Argument[])[new Argument<string>("BASE"), _ours, _theirs, _path])
            Arguments.Add(argument);
    }

    protected override async Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string Full(Argument<string> file) => Path.GetFullPath(parsed.GetRequiredValue(file), Globals.Host.WorkingDirectory);
        var result = await StrataProject.MergeFileAsync(Full(_ours), Full(_theirs), parsed.GetRequiredValue(_path), cancellationToken);
        return Globals.Output(parsed).End(result);
    }
}
