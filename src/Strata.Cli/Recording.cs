using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli;

/// <summary>
/// Leaves a row of a command in the database that it wrote to: who, from where, with which commit, how long, and what came of it.
/// </summary>
internal static class Recording
{
    /// <param name="project">Whose environment it is.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="time">Measures.</param>
    /// <param name="work">Runs it.</param>
    public static async Task<int> RecordedAsync(this Project project, string command, TimeProvider time, Func<Task<ExitCode>> work)
    {
        var started = time.GetUtcNow();
        var exit = ExitCode.Internal;
        string? code = null;
        try
        {
            return (int)(exit = await work().ConfigureAwait(false));
        }
        catch (ProblemException e)
        {
            (exit, code) = ((ExitCode)e.Kind, e.Problem.Code);
            throw;
        }
        catch (OperationCanceledException)
        {
            exit = ExitCode.Interrupted;
            throw;
        }
        finally
        {
            // What is not known to be there cannot be written to; the history says what was begun.
            if (project.HasWritten && exit is not (ExitCode.NoConnection or ExitCode.OutcomeUnknown))
                await SaveAsync(
                        project,
                        new CommandRun(Guid.NewGuid(), command, project.RunOptions().Run)
                        {
                            Started = started,
                            Finished = time.GetUtcNow(),
                            Exit = (int)exit,
                            Detail = Detail(project, code),
                        }
                    )
                    .ConfigureAwait(false);
        }
    }

    private static string Detail(Project project, string? code)
    {
        var detail = new JsonObject { ["environment"] = project.Environment?.Name };
        if (code is not null)
            detail["problem"] = code;
        if (project.Report.Ended is { } ended)
            detail["result"] = ended.DeepClone();
        return detail.ToJsonString(JsonOutput.Options);
    }

    private static async Task SaveAsync(Project project, CommandRun run)
    {
        try
        {
            await project
                .Tools.RunLog(await project.ConnectionAsync(CancellationToken.None).ConfigureAwait(false))
                .SaveAsync(run, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is StatementException or ProblemException)
        {
            project.Report.Note($"that this command ran could not be recorded in the database: {e.Message}");
        }
    }
}
