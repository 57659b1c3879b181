using System.Text.Json.Nodes;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Workspaces;

namespace Strata.Operations;

/// <summary>Records an operation in the database that it wrote to: the user, the host, the commit, the duration and the outcome.</summary>
/// <param name="workspace">The project.</param>
internal sealed class RunRecorder(Workspace workspace)
{
    /// <summary>Runs an operation, and records it where it wrote something.</summary>
    /// <param name="name">The operation's name.</param>
    /// <param name="operation">The operation.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> operation)
        where T : OperationResult
    {
        var started = workspace.Host.Time.GetUtcNow();
        ProblemKind? kind = ProblemKind.Internal;
        string? code = null;
        T? result = null;
        try
        {
            result = await operation().ConfigureAwait(false);
            kind = result.Consequence;
            return result;
        }
        catch (ProblemException e)
        {
            (kind, code) = (e.Kind, e.Problem.Code);
            throw;
        }
        catch (OperationCanceledException)
        {
            kind = ProblemKind.Interrupted;
            throw;
        }
        finally
        {
            // A server that may not be there cannot be written to; its history says what was begun.
            if (workspace.Databases.HasWritten && kind is not (ProblemKind.NoConnection or ProblemKind.OutcomeUnknown))
                await SaveAsync(
                        new CommandRun(Guid.NewGuid(), name, workspace.RunOptions().Run)
                        {
                            Started = started,
                            Finished = workspace.Host.Time.GetUtcNow(),
                            Exit = (int)(kind ?? 0),
                            Detail = Detail(code, result),
                        }
                    )
                    .ConfigureAwait(false);
        }
    }

    private string Detail(string? code, OperationResult? result)
    {
        var detail = new JsonObject { ["environment"] = workspace.Environment.Name };
        if (code is not null)
            detail["problem"] = code;
        if (result is not null)
        {
            var json = result.ToJson();
            json["exit"] = (int)(result.Consequence ?? 0);
            detail["result"] = json;
        }
        return detail.ToJsonString(OperationJson.Options);
    }

    private async Task SaveAsync(CommandRun run)
    {
        try
        {
            var connection = await workspace
                .Databases.ConnectionStringAsync(workspace.Environment, CancellationToken.None)
                .ConfigureAwait(false);
            await workspace.Provider.RunLog(connection).SaveAsync(run, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StatementException or ProblemException)
        {
            workspace.Progress.Note($"this run could not be recorded in the database: {e.Message}");
        }
    }
}
