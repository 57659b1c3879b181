namespace Strata.Cli.Commands;

internal sealed class DiffCommand : StrataCommand
{
    private readonly Option<string> _from = Text(
        "--from",
        "SOURCE",
        "a database URL, a .sql file or folder, migrations[:0007], schema, snapshot, env:NAME, empty"
    );
    private readonly Option<string> _to = Text("--to", "SOURCE", "the same");
    private readonly Option<string> _dialect = Text("--dialect", "NAME", "postgresql or sqlite, where neither source tells");
    private readonly RenameOptions _renames = new();

    public DiffCommand(GlobalOptions globals)
        : base(globals, "diff")
    {
        (_from.Required, _to.Required) = (true, true);
        Takes(_from, _to, _dialect, _renames.Rename, _renames.Drop);
    }

    protected override async Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = Globals.Output(parsed);
        using var events = new EventRenderer(output);
        var host = Globals.Surroundings(output, events);
        var result = await StrataProject.DiffAsync(
            Globals.Start(parsed),
            new(parsed.GetValue(_from)!, parsed.GetValue(_to)!) { Dialect = parsed.GetValue(_dialect), Renames = _renames.Of(parsed) },
            () => Globals.Open(parsed, host),
            host,
            cancellationToken
        );
        return output.End(output.Show(result, PlanText.Write));
    }
}
