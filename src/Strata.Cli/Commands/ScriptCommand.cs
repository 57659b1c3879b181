using Strata.Scripting;

namespace Strata.Cli.Commands;

internal sealed class ScriptCommand : ProjectCommand
{
    private readonly Option<string> _from = Text("--from", "N", "the migration that the database is at (empty; with --down: the last)");
    private readonly Option<string> _to = Text("--to", "N", "the target migration (the last one; with --down: one back)");
    private readonly Option<bool> _idempotent = Flag("--idempotent", "pass over what the database already has, whatever it is");
    private readonly Option<bool> _down = Flag("--down", "the down-scripts, the last migration first");
    private readonly Option<string> _output = Text("--output", "FILE", "a file instead of standard output");

    public ScriptCommand(GlobalOptions globals)
        : base(globals, "script") => Takes(_from, _to, _idempotent, _down, _output);

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        var file = run.Get(_output) is { } name ? Path.GetFullPath(name, Globals.Host.WorkingDirectory) : null;
        var request = new MigrationScriptRequest
        {
            From = Position("--from", run.Get(_from)),
            To = Position("--to", run.Get(_to)),
            Down = run.Get(_down),
            Idempotent = run.Get(_idempotent),
            Output = file,
        };
        var result = await run.Project.ScriptAsync(request, run.Cancellation) with { File = run.Get(_output) };
        if (file is null)
            return run.Show(result, (script, output) => output.Result(script.Sql.TrimEnd('\n')));
        return run.Show(result, (_, output) => output.Say($"wrote {file}"));
    }

    private static ScriptPosition? Position(string option, string? text) =>
        text switch
        {
            null => null,
            "empty" => new ScriptPosition.Empty(),
            _ => new ScriptPosition.After(new(text, option.TrimStart('-'))),
        };
}
