using Strata.Project.Workspaces;

namespace Strata.Status;

/// <summary>Lists the operations that wrote to an environment's database.</summary>
/// <param name="workspace">The project.</param>
internal sealed class RunsOperation(Workspace workspace)
{
    private const int Most = 50;

    public async Task<RunsResult> RunAsync(CancellationToken cancellationToken)
    {
        var environment = workspace.Environment;
        if (!await workspace.Databases.ExistsAsync(environment, cancellationToken).ConfigureAwait(false))
            return new([]);
        // Opened first: the guard judges whether the database is the environment's.
        var target = await workspace.Databases.ReaderAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = await workspace.Databases.ConnectionStringAsync(environment, cancellationToken).ConfigureAwait(false);
        var runs = await workspace.Provider.RunLog(connection).ReadAsync(null, Most, cancellationToken).ConfigureAwait(false);
        return new([.. runs.Reverse()]);
    }
}
