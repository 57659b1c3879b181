using Strata.Core.Problems;
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
            await using var one = workspace.With(environment);
            try
            {
                rows.Add(new(environment.Name, await new StatusOperation(one).RunAsync(cancellationToken).ConfigureAwait(false), null));
            }
            catch (ProblemException e)
            {
                rows.Add(new(environment.Name, null, e.Problem with { Where = $"environment {environment.Name}" }));
            }
        }
        return new(rows);
    }
}
