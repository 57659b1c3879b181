using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Environments;

/// <summary>The record of one environment's database.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Policy">The policy that holds for it; null where its database could not be read.</param>
/// <param name="State">The record; null where there is no database yet, or it could not be read.</param>
internal sealed record EnvironmentRecord(EnvironmentConfig Environment, EnvironmentPolicy? Policy, TargetState? State)
{
    /// <summary>The database could not be read, so that it may have run anything.</summary>
    public bool IsUnread => Policy is null;
}

/// <summary>Reads the records of all environments that use the project's migrations folder. Reads only.</summary>
/// <param name="workspace">The project.</param>
internal sealed class EnvironmentRecords(Workspace workspace)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>In the order of strata.json.</summary>
    public async Task<IReadOnlyList<EnvironmentRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var records = new List<EnvironmentRecord>();
        var environments = workspace.Config.Environments.Values.Where(e =>
            e.Dialect == workspace.Dialect.Name && e.Migrations == workspace.Migrations.Path
        );
        foreach (var environment in environments)
            records.Add(await TryAsync(environment, cancellationToken).ConfigureAwait(false));
        return records;
    }

    private async Task<EnvironmentRecord> TryAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_patience);
            var state = await ReadAsync(environment, limit.Token).ConfigureAwait(false);
            return new(environment, workspace.Policies.Of(environment), state);
        }
        catch (Exception e) when (e is OperationCanceledException or ProblemException && !cancellationToken.IsCancellationRequested)
        {
            workspace.Progress.Detail($"{environment.Name}: {e.Message}");
            return new(environment, null, null);
        }
    }

    private async Task<TargetState?> ReadAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(environment, cancellationToken).ConfigureAwait(false))
            return null;
        var reader = await workspace.Databases.ReaderAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        try
        {
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == ProviderProblems.MissingDatabase.Code)
        {
            return null;
        }
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }
}
