using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Replacing;

/// <summary>Swaps the former database of an environment back; the one that it replaces is retained.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class UndoReplaceOperation(Workspace workspace, UndoReplaceRequest request)
{
    private const int Runs = 500;

    /// <exception cref="ProblemException">No former database is retained (ST5043), or the environment forbids it (ST9051): exit 9; or it is
    /// not confirmed (exit 10).</exception>
    public async Task<UndoReplaceResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var name = workspace.Environment.Name;
        var consent = new ReplaceConsent(workspace, Allowance.Wipe);
        await consent.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var data = await DataEndpoint.OfAsync(workspace, cancellationToken).ConfigureAwait(false);
        var (provider, time) = (workspace.Provider, workspace.Host.Time);
        void Note(string text) => workspace.Progress.Report(new OperationNote(text));
        var replacer = new DatabaseReplacer(provider.Swap, provider.Target, time, Note);
        var retained = await replacer.RetainedAsync(data, cancellationToken).ConfigureAwait(false);
        var chosen = DatabaseReplacer.Choose(data, retained, request.Former);
        workspace.Progress.Retained(name, retained.Where(s => s != chosen));
        await consent
            .RequireAsync(
                $"the former database of \"{name}\", {chosen.Name}, would be swapped back; what was written since the "
                    + $"replacement stays in the other",
                request.Confirm,
                $"{Call.Strata("undo-wipe").With("env", name)}",
                cancellationToken
            )
            .ConfigureAwait(false);
        var replacement = await replacer.LockAsync(data, cancellationToken).ConfigureAwait(false);
        await using var replacementScope = replacement.ConfigureAwait(false);
        // Read again under the lock: somebody else may have swapped it back meanwhile.
        retained = await replacer.RetainedAsync(data, cancellationToken).ConfigureAwait(false);
        chosen = DatabaseReplacer.Choose(data, retained, chosen.Name);
        var log = provider.RunLog(data.Connection);
        var runs = await log.ReadAsync(null, Runs, cancellationToken).ConfigureAwait(false);
        var former = await replacer.SwapAsync(data, chosen, workspace.Config.Backups.KeepOld, cancellationToken).ConfigureAwait(false);
        workspace.Databases.MarkWritten();
        await CarryOverAsync(log, runs).ConfigureAwait(false);
        await RememberAsync(CancellationToken.None).ConfigureAwait(false);
        return new(name, former.Name, former.Until);
    }

    /// <summary>
    /// The former database has the runs of before the replacement, and the one that replaced it as begun: what became of them, and those
    /// since, go along.
    /// </summary>
    private async Task CarryOverAsync(IRunLog log, IReadOnlyList<CommandRun> runs)
    {
        foreach (var run in runs.Where(r => r.Finished is not null).Reverse())
        {
            try
            {
                await log.SaveAsync(run, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Kind == FailureKind.Superseded)
            {
                // It is there already, with its end.
            }
            catch (StatementException e)
            {
                workspace.Progress.Report(new OperationNote($"earlier runs could not be recorded in the database: {e.Message}"));
                return;
            }
        }
    }

    private async Task RememberAsync(CancellationToken cancellationToken)
    {
        var returned = await workspace.Databases.UnguardedAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var returnedScope = returned.ConfigureAwait(false);
        await returned.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await returned.ReadAsync(cancellationToken).ConfigureAwait(false);
        var stamp = state.Stamp is { } s ? s with { Place = state.Place } : null;
        await PinnedDatabase.RememberAsync(workspace, stamp, cancellationToken).ConfigureAwait(false);
    }
}
