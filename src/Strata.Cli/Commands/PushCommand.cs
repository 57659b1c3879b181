using System.CommandLine;
using Strata.Cli.Rendering.Text;
using Strata.Cli.Terminal;
using Strata.Operations;
using Strata.Pushing;

namespace Strata.Cli.Commands;

internal sealed class PushCommand : ProjectCommand
{
    private static readonly CommandHelp s_help = new(
        CommandGroup.Develop,
        "make a local database equal the schema, data kept",
        "Make a local database equal to the schema at once, without a migration; never a protected one.",
        ["strata push --watch", "strata push --allow SX2002:films.year"],
        ExitCode.LockBusy,
        ExitCode.FailedUnchanged,
        ExitCode.FailedPartial,
        ExitCode.Refused,
        ExitCode.DecisionMissing
    );

    private const string EmptySchema = "EMPTY";
    private readonly Option<bool> _dryRun = Flag("--dry-run", "print the SQL, and run nothing");
    private readonly Option<bool> _watch = Flag("--watch", "push again after every change of the schema's files");
    private readonly Option<bool> _onlySafe = Flag("--only-safe", "leave out what loses data");
    private readonly Option<string[]> _allow = Texts("--allow", "CODE", "a hazard to accept: CODE:object, or CODE for all of that kind");
    private readonly RenameOptions _renames = new();

    public PushCommand(GlobalOptions globals)
        : base(globals, "push", s_help) => Takes(_dryRun, _watch, _onlySafe, _renames.Rename, _renames.Drop, _allow);

    protected override async Task<OperationResult> RunAsync(
        StrataProject project,
        ParseResult parsed,
        CommandOutput output,
        CancellationToken cancellationToken
    )
    {
        var allowed = parsed.GetValue(_allow) ?? [];
        var request = new PushRequest
        {
            DryRun = parsed.GetValue(_dryRun),
            OnlySafe = parsed.GetValue(_onlySafe),
            Renames = _renames.Of(parsed),
            AllowEmptySchema = allowed.Contains(EmptySchema),
            Acknowledged = OptionValues.Hazards([.. allowed.Except([EmptySchema])]),
        };
        if (!parsed.GetValue(_watch))
        {
            var result = await project.PushAsync(request, cancellationToken);
            PushText.Write(result, output);
            return result;
        }
        var watching = $"watching {project.SchemaFolder}; Ctrl-C ends it";
        return await project.WatchAsync(
            request,
            pushed =>
            {
                PushText.Write(pushed, output);
                output.Say(watching);
            },
            failed =>
            {
                ProblemText.Write(failed.Problem, Globals.Remedies(parsed), output);
                output.Say(watching);
            },
            cancellationToken
        );
    }
}
