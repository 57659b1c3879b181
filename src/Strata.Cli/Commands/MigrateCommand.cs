using System.CommandLine;
using Strata.Cli.Rendering.Json;
using Strata.Cli.Rendering.Text;
using Strata.Cli.Terminal;
using Strata.Migrating;
using Strata.Operations;

namespace Strata.Cli.Commands;

internal sealed class MigrateCommand : ProjectCommand
{
    private static readonly CommandHelp s_help = new(
        CommandGroup.Ship,
        "run pending migrations; --test on a shadow database",
        "Run the pending migrations on an environment's database, and verify that it then is what they lead to.",
        ["strata migrate --env staging", "strata migrate --test"],
        ExitCode.Inconsistent,
        ExitCode.Differences,
        ExitCode.LockBusy,
        ExitCode.FailedUnchanged,
        ExitCode.FailedPartial,
        ExitCode.Refused,
        ExitCode.DecisionMissing,
        ExitCode.OutcomeUnknown
    );

    private readonly Option<string> _to = Text("--to", "N", "stop after this migration (its number or name)");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "list what would run, and run nothing");
    private readonly Option<bool> _test = Flag("--test", "run them on a shadow database, compare with the schema, then roll back");
    private readonly Option<string> _outOfOrder = Text(
        "--out-of-order",
        "error|apply",
        "a migration that stands before one that is applied: error (default) or apply"
    );
    private readonly Option<string[]> _allow = Texts(
        "--allow",
        "CODE:OBJECT",
        "a hazard to acknowledge, on a protected environment: CODE:object"
    );
    private readonly Option<string> _lockWait = Text("--lock-wait", "TIME", "the wait for another run: 500ms, 30s, 5m (default), 0");

    public MigrateCommand(GlobalOptions globals)
        : base(globals, "migrate", s_help) => Takes(_to, _dryRun, _test, _outOfOrder, _allow, _lockWait);

    protected override async Task<OperationResult> RunAsync(
        StrataProject project,
        ParseResult parsed,
        CommandOutput output,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_test))
        {
            var verified = await project.VerifyAsync(cancellationToken);
            MigrateText.Write(verified, output);
            return verified;
        }
        var request = new MigrateRequest
        {
            To = OptionValues.Migration("--to", parsed.GetValue(_to)),
            OutOfOrder = OptionValues.OutOfOrder("--out-of-order", parsed.GetValue(_outOfOrder)),
            Acknowledged = OptionValues.Hazards(parsed.GetValue(_allow)),
            LockWait = OptionValues.Duration("--lock-wait", parsed.GetValue(_lockWait)),
        };
        if (parsed.GetValue(_dryRun))
        {
            var preview = await project.PreviewMigrateAsync(request, cancellationToken);
            MigrateText.Write(preview, output);
            MigrateJson.Write(preview, output);
            return preview;
        }
        var result = await project.MigrateAsync(request, cancellationToken);
        MigrateText.Write(result, output);
        return result;
    }
}
