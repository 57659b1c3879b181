using Strata.Backups;
using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Replacing;

/// <summary>Replaces the database of an environment by a copy of another environment's.</summary>
/// <param name="target">The project with the environment whose database is replaced.</param>
/// <param name="source">The project with the environment that is copied; only read.</param>
/// <param name="confirm">The target's name, where it was given with the request.</param>
/// <param name="next">The operation that asks for it, without its confirmation; null for the usual one.</param>
internal sealed class ReplaceOperation(Workspace target, Workspace source, string? confirm, Remedy? next = null)
{
    private readonly ReplaceConsent _consent = new(target, Allowance.Wipe);
    private readonly DatabaseReplacer _replacer = new(
        target.Provider.Swap,
        target.Provider.Target,
        target.Host.Time,
        text => target.Progress.Report(new OperationNote(text))
    );

    /// <summary>The outcome; null until the two databases are swapped.</summary>
    public ReplaceResult? Done { get; private set; }

    private string From => source.Environment.Name;

    private string To => target.Environment.Name;

    private string Change => $"everything in the database of \"{To}\" would be replaced by a copy of \"{From}\"";

    private Remedy Next => next ?? $"{Call.Strata("deploy").With("env", To).With("db-wipe").With("from", From)}";

    /// <summary>Finds every problem that can be found before anything is changed, and requires that somebody can confirm it.</summary>
    /// <returns>The two databases: the one that is copied, and the one that is replaced.</returns>
    /// <exception cref="ProblemException">Exit 2, 9, 10, 11, 12: nothing was changed.</exception>
    public async Task<(DataEndpoint From, DataEndpoint To)> RequireAsync(CancellationToken cancellationToken)
    {
        await RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var from = await GuardedEndpoint.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        var to = await GuardedEndpoint.OpenAsync(target, cancellationToken).ConfigureAwait(false);
        await RequireReplaceableAsync(from, to, cancellationToken).ConfigureAwait(false);
        _consent.RequireAnswerable(Change, confirm, Next);
        return (from.Data, to.Data);
    }

    /// <summary>Backs the target up, has its name typed, and replaces it.</summary>
    /// <exception cref="ProblemException">Exit 2, or 6 to 13: the target is as it was.</exception>
    public async Task<ReplaceResult> RunAsync(CancellationToken cancellationToken)
    {
        target.RequireNamed();
        var (from, to) = await RequireAsync(cancellationToken).ConfigureAwait(false);
        var backups = new EnvironmentBackups(target);
        var replacement = await _replacer.LockAsync(to, cancellationToken).ConfigureAwait(false);
        await using var replacementScope = replacement.ConfigureAwait(false);
        if (target.Policy != EnvironmentPolicy.Open)
            await backups.MakeBeforeAsync(EnvironmentBackups.UsualJobs, verify: true, cancellationToken).ConfigureAwait(false);
        await _consent.RequireAsync(Change, confirm, Next, cancellationToken).ConfigureAwait(false);
        await _replacer.TidyAsync(to, cancellationToken).ConfigureAwait(false);
        target.Progress.Retained(To, await _replacer.RetainedAsync(to, cancellationToken).ConfigureAwait(false));
        var retention = target.Config.Backups.KeepOld;
        var replaced = await target
            .Progress.WorkAsync(
                $"Copying \"{From}\"",
                at =>
                {
                    var options = new DataOptions(EnvironmentBackups.UsualJobs, at);
                    return _replacer.RunAsync(
                        from,
                        to,
                        target.RunOptions(),
                        retention,
                        backups.PreparedFolder(),
                        options,
                        cancellationToken
                    );
                }
            )
            .ConfigureAwait(false);
        target.Databases.MarkWritten();
        var (former, _, tables, rows) = replaced;
        Done = new ReplaceResult(To, From, former.Name, former.Until) { Tables = tables, Rows = rows };
        target.Progress.Report(new DatabaseReplaced(Done));
        // An interruption comes too late to stop anything.
        await PinnedDatabase.RememberAsync(target, replaced.Stamp, CancellationToken.None).ConfigureAwait(false);
        return Done;
    }

    private async Task RequirePolicyAsync(CancellationToken cancellationToken)
    {
        if (From == To)
            throw ReplaceProblems.SameEnvironment.Error(
                target.Environment.Where,
                $"\"{To}\" cannot be replaced by a copy of itself",
                "nothing was changed",
                $"name another environment to copy from: {Call.Option("from", "NAME")}"
            );
        await _consent.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        await source.LearnPolicyAsync(keeps: false, cancellationToken).ConfigureAwait(false);
        await _consent.RequireCopyableAsync(source.Environment, source.Policy, From, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireReplaceableAsync(GuardedEndpoint from, GuardedEndpoint to, CancellationToken cancellationToken)
    {
        // The client programs are there, and no pooler stands between: on both ends, before a backup is made in vain.
        foreach (var end in new[] { from.Data, to.Data })
            await end.Tools.RequireRestorableAsync(end.Connection, 0, 0, cancellationToken).ConfigureAwait(false);
        await EndpointGuard.RequireTwoAsync(from.Data, to.Data, target.Provider.Swap, cancellationToken).ConfigureAwait(false);
        if (from.State.Stamp is { } one && to.State.Stamp is { } other && one.Identity == other.Identity)
            throw ReplaceProblems.OneIdentity.Error(
                To,
                $"the databases of \"{From}\" and \"{To}\" have the same identity: one is a copy of the other",
                "nothing was changed",
                $"decide which is which first: {Call.Strata("env adopt").With("env", To)}"
            );
        if (target.Policy == EnvironmentPolicy.Protected && from.State.Stamp?.Mode == StampMode.Push)
            throw EndpointProblems.OwnedByPush.Error(
                To,
                $"\"{From}\" is changed by push, and a protected database is changed by migrations alone",
                "nothing was changed",
                $"hand it over to migrations first: {Call.Strata("baseline").With("env", From)}"
            );
    }
}
