using Strata.Initializing;

namespace Strata.Cli.Commands;

internal sealed class InitCommand : StrataCommand
{
    private readonly Option<string> _dialect = Text("--dialect", "NAME", "postgresql or sqlite");
    private readonly Option<string> _url = Text("--url", "URL", "the local database");
    private readonly Option<bool> _noGit = Flag("--no-git", "do not register the merge driver in this clone");

    public InitCommand(GlobalOptions globals)
        : base(globals, "init") => Takes(_dialect, _url, _noGit);

    protected override async Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = Globals.Output(parsed);
        using var events = new EventRenderer(output);
        var request = new InitRequest
        {
            Dialect = parsed.GetValue(_dialect),
            Url = parsed.GetValue(_url),
            MergeProgram = parsed.GetValue(_noGit) ? null : Globals.Host.ShellName,
        };
        var host = Globals.Surroundings(output, events);
        var result = await StrataProject.InitAsync(Globals.Start(parsed), request, host, cancellationToken);
        return output.End(output.Show(result, OutcomeText.Write));
    }
}
