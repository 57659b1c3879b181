using Strata.Deploy;
using Strata.Deploy.Deploying;
using Strata.Deploy.History;
using Strata.Deploy.Recording;

namespace Strata.Cli.Commands;

internal sealed class DeployCommand : ProjectCommand
{
    private readonly Option<bool> _all = Flag("--all", "every service of strata.json");
    private readonly Option<bool> _migrate = Flag("--db-migrate", "run pending migrations first");
    private readonly Option<bool> _generate = Flag("--db-generate", "write the next migration, and stop for its review");
    private readonly Option<bool> _update = Flag("--db-update", "push the schema first, where the policy permits it");
    private readonly Option<bool> _wipe = Flag("--db-wipe", "replace the database by a copy of the one that --from names");
    private readonly Option<bool> _sync = Flag("--sync-content", "make the tables of \"content\" equal those of --from");
    private readonly Option<string> _from = Text("--from", "NAME", "the environment that a copy or content comes from");
    private readonly Option<bool> _baseline = Flag("--mark-baseline", "now: strata baseline");
    private readonly Option<bool> _noTraffic = Flag("--no-traffic", "deploy, and send no requests to it");
    private readonly Option<int?> _canary = Number("--canary", "PERCENT", "send it this many percent of the requests");
    private readonly Option<bool> _rollback = Flag("--rollback", "roll back to the revisions that served before");
    private readonly Option<string> _tag = Text("--tag", "TAG", "the name of what is deployed (default: git describe)");
    private readonly Option<bool> _dryRun = Flag("--dry-run", "print what would run, and run nothing");
    private readonly Option<string> _plan = Text("--plan", "FILE", "write what would run, and print its hash; run nothing");
    private readonly Option<string[]> _confirm = Texts("--confirm", "HASH|NAME", "the hash of the reviewed plan; the replaced environment");
    private readonly Option<string[]> _allow = Texts("--allow", "CODE:OBJECT", "a hazard to acknowledge, on a protected environment");
    private readonly List<Option<bool>> _services = [];

    public DeployCommand(GlobalOptions globals)
        : base(globals, "deploy")
    {
        Takes(_all, _migrate, _generate, _update, _wipe, _sync, _from, _baseline, _noTraffic, _canary, _rollback, _tag);
        Takes(_dryRun, _plan, _confirm, _allow);
        try
        {
            _services.AddRange(globals.Services().Select(s => Flag($"--{s}", $"the service {s}")));
        }
        catch (ProblemException)
        {
            // Reported when the project is opened: an option of a service is not unknown before.
            TreatUnmatchedTokensAsErrors = false;
        }
        Takes([.. _services]);
        Subcommands.Add(
            new PlainCommand<DeployHistoryResult>(globals, "history", (p, c) => p.DeployHistoryAsync(c), DeployText.Write, "deploy history")
        );
    }

    protected override async Task<OperationResult> RunAsync(Invocation run)
    {
        if (run.Get(_baseline))
            throw DeployProblems.NoBaseline();
        run.RequireOneOf(_migrate, _generate, _update, _wipe);
        run.RequireOneOf(_noTraffic, _canary, _rollback);
        run.RequireOneOf(_dryRun, _plan);
        var (project, request) = (run.Project, Request(run));
        if (run.Get(_dryRun))
            return run.Show(await project.PreviewDeployAsync(request, run.Cancellation), DeployText.Write);
        return run.Get(_plan) is { } name && Path.GetFullPath(name, Globals.Host.WorkingDirectory) is var file
            ? run.Show(await project.PlanDeployAsync(request, file, run.Cancellation), DeployText.Write)
            : run.Show(await project.DeployAsync(request, run.Cancellation), DeployText.Write);
    }

    private DeployRequest Request(Invocation run) =>
        new()
        {
            Database =
                run.Get(_migrate) ? DatabaseChange.Migrate
                : run.Get(_generate) ? DatabaseChange.Generate
                : run.Get(_update) ? DatabaseChange.Push
                : run.Get(_wipe) ? DatabaseChange.Replace
                : DatabaseChange.None,
            SyncContent = run.Get(_sync),
            Source = run.Get(_from),
            Services = new(run.Get(_all), [.. _services.Where(run.Get).Select(s => s.Name[2..])]),
            Kind =
                run.Get(_rollback) ? DeployKind.Rollback
                : run.Get(_noTraffic) ? DeployKind.NoTraffic
                : run.Has(_canary) ? DeployKind.Canary
                : DeployKind.Full,
            Percent = run.Get(_canary) ?? 0,
            Tag = run.Get(_tag),
            PlanHashes = [.. run.Get(_confirm).Where(DeployPlan.IsHash)],
            Confirm = run.Get(_confirm).FirstOrDefault(c => !DeployPlan.IsHash(c)),
            Acknowledged = OptionValues.Hazards(run.Get(_allow)),
        };
}
