using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Deploy.History;

/// <summary>The outcome of a recorded deploy.</summary>
public enum DeployOutcome
{
    /// <summary>Not ended.</summary>
    Running,
    Done,

    /// <summary>Its process was killed.</summary>
    Killed,

    /// <summary>Interrupted by a person or a signal.</summary>
    Stopped,
    Failed,
}

/// <summary>The deploys that were recorded for an environment.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Deploys">The newest ones, the newest first.</param>
/// <param name="Count">The number of all.</param>
public sealed record DeployHistoryResult(string Environment, IReadOnlyList<RecordedDeploy> Deploys, int Count) : OperationResult
{
    private const int EndedBySignal = 143;

    /// <summary>The outcome of a deploy.</summary>
    public static DeployOutcome OutcomeOf(RecordedDeploy deploy) =>
        deploy.Run.Exit switch
        {
            null => DeployOutcome.Running,
            0 => DeployOutcome.Done,
            _ when deploy.Detail.IsKilled => DeployOutcome.Killed,
            (int)ProblemKind.Interrupted or EndedBySignal => DeployOutcome.Stopped,
            _ => DeployOutcome.Failed,
        };

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Deploys.Select(Line);

    internal override JsonObject ToJson() => OperationJson.Object(("deploys", Count));

    private static JsonLine Line(RecordedDeploy deploy)
    {
        var (run, json) = (deploy.Run, DeployDetailJson.Show(deploy.Detail));
        json["id"] = run.Id.ToString();
        json["startedAt"] = run.Started;
        json["finishedAt"] = run.Finished;
        json["by"] = $"{run.By.By}@{run.By.Host}";
        json["commit"] = run.By.Commit;
        json["deployExit"] = run.Exit;
        json["planHash"] = run.Plan;
        return new("deploy", json);
    }
}

/// <summary>Lists the deploys to an environment. Reads only.</summary>
/// <param name="workspace">The project.</param>
internal sealed class DeployHistoryOperation(Workspace workspace)
{
    private const int Most = 20;

    /// <exception cref="ProblemException">The database is another environment's (exit 9), or there is no connection (exit 11).</exception>
    public async Task<DeployHistoryResult> RunAsync(CancellationToken cancellationToken)
    {
        var environment = workspace.Environment;
        if (!await workspace.Databases.ExistsAsync(environment, cancellationToken).ConfigureAwait(false))
            return new(environment.Name, [], 0);
        // Opened first: the guard judges whether the database is the environment's.
        var reader = await workspace.Databases.ReaderAsync(environment, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = await workspace.Databases.ConnectionStringAsync(environment, cancellationToken).ConfigureAwait(false);
        var record = new DeployRecord(workspace.Provider.RunLog(connection), environment.Name);
        var deploys = await record.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new(environment.Name, [.. deploys.Take(Most)], deploys.Count);
    }
}
