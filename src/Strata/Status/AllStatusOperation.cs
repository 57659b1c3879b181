using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Examining;
using Strata.Project.Workspaces;

namespace Strata.Status;

/// <summary>Reads the status of every environment. One that cannot be read is a row too, and a failure of the whole.</summary>
/// <param name="workspace">The project.</param>
internal sealed class AllStatusOperation(Workspace workspace)
{
    public async Task<AllStatusResult> RunAsync(CancellationToken cancellationToken)
    {
        List<EnvironmentStatus> rows = [];
        foreach (var environment in workspace.Config.Environments.Values)
        {
            var one = workspace.With(environment);
            await using var oneScope = one.ConfigureAwait(false);
            try
            {
                rows.Add(new(environment.Name, await new StatusOperation(one).RunAsync(cancellationToken).ConfigureAwait(false), null));
            }
            catch (ProblemException e)
            {
                rows.Add(new(environment.Name, null, e.Problem with { Where = $"environment {environment.Name}" }));
            }
        }
        await PromotionsAsync(cancellationToken).ConfigureAwait(false);
        return new(rows);
    }

    /// <summary>Tells what waits for the environment before in "promote".</summary>
    private async Task PromotionsAsync(CancellationToken cancellationToken)
    {
        foreach (var name in workspace.Config.Promote.Skip(1))
        {
            var one = workspace.With(workspace.Config.Environment(name));
            await using var oneScope = one.ConfigureAwait(false);
            var guard = new PromotionGuard(one);
            var rule = $"{name} takes only what {guard.Before!.Name} has applied and verified (\"promote\")";
            try
            {
                var folder = await one.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
                var waiting = folder.Migrations.IsEmpty
                    ? null
                    : await guard.WaitingAsync(folder, guard.Before, folder.Migrations, cancellationToken).ConfigureAwait(false);
                workspace.Progress.Note($"{rule}: {waiting ?? "everything is"}");
            }
            catch (ProblemException e)
            {
                workspace.Progress.Note($"{rule}: {e.Problem.What}");
            }
        }
    }
}
