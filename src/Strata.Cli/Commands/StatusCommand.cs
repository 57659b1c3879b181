using System.CommandLine;
using Strata.Cli.Rendering.Json;
using Strata.Cli.Rendering.Text;
using Strata.Cli.Terminal;
using Strata.Operations;

namespace Strata.Cli.Commands;

internal sealed class StatusCommand : ProjectCommand
{
    private static readonly CommandHelp s_help = new(
        CommandGroup.Ship,
        "what has run, what not",
        "Compare the migrations folder with the database's own record of what has run; write nothing.",
        ["strata status --env production", "strata status --all --check"],
        ExitCode.Inconsistent,
        ExitCode.Pending,
        ExitCode.Refused,
        ExitCode.NoConnection
    );

    private readonly Option<bool> _check = Flag("--check", "exit 5 when something is pending");
    private readonly Option<bool> _all = Flag("--all", "every environment of strata.json, a line each");
    private readonly Option<bool> _runs = Flag("--runs", "the commands that wrote to the database: who, when, from where, how long");

    public StatusCommand(GlobalOptions globals)
        : base(globals, "status", s_help) => Takes(_check, _all, _runs);

    protected override async Task<OperationResult> RunAsync(
        StrataProject project,
        ParseResult parsed,
        CommandOutput output,
        CancellationToken cancellationToken
    )
    {
        var check = parsed.GetValue(_check);
        if (parsed.GetValue(_all))
        {
            if (parsed.GetValue(Globals.Environment) is { } one)
                throw UsageError.Contradiction.Error(
                    "--all --env",
                    $"--all and --env {one} are mutually exclusive",
                    "nothing was done",
                    "remove one of the two"
                );
            var all = await project.StatusOfAllAsync(cancellationToken) with { RequiresUpToDate = check };
            StatusJson.Write(all, Globals.Remedies(parsed), output);
            StatusText.Write(all, Globals.Remedies(parsed), output);
            return all;
        }
        if (parsed.GetValue(_runs))
        {
            var runs = await project.RunsAsync(cancellationToken);
            StatusJson.Write(runs, output);
            StatusText.Write(runs, output);
            return runs;
        }
        var status = await project.StatusAsync(cancellationToken) with { RequiresUpToDate = check };
        StatusJson.Write(status, Globals.Remedies(parsed), output);
        StatusText.Write(status, output);
        return status;
    }
}
