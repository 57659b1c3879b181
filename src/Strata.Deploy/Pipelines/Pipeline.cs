using Strata.Core.Problems;
using Strata.Deploy.Recording;

namespace Strata.Deploy.Pipelines;

/// <summary>One step of a pipeline.</summary>
/// <param name="Name">Its name in output, summary and record.</param>
/// <param name="Run">Runs it; returns its outcome for the summary.</param>
internal sealed record DeployStep(string Name, Func<CancellationToken, Task<string?>> Run);

/// <summary>
/// Runs steps one after the other. The first that fails stops all that come after it; each is recorded before it begins and after its end.
/// </summary>
/// <param name="context">The surroundings.</param>
internal sealed class Pipeline(DeployContext context)
{
    /// <summary>The reason why it stopped; null where it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The step that failed.</summary>
    public string? FailedStep { get; private set; }

    public async Task RunAsync(IReadOnlyList<DeployStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (Failure is not null)
                Set(new StepRecord(step.Name, StepState.NotDone));
            else
                await OneAsync(step, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a step that makes up for a failure: its own failure stops nothing.</summary>
    /// <returns>The step was done.</returns>
    public async Task<bool> MakeUpAsync(DeployStep step, CancellationToken cancellationToken)
    {
        var (failure, failed) = (Failure, FailedStep);
        Failure = null;
        await OneAsync(step, cancellationToken).ConfigureAwait(false);
        var isDone = Failure is null;
        if (failure is not null)
            (Failure, FailedStep) = (failure, failed);
        return isDone;
    }

    private async Task OneAsync(DeployStep step, CancellationToken cancellationToken)
    {
        var (journal, log) = (context.Journal, context.Log);
        var started = context.Time.GetTimestamp();
        var record = new StepRecord(step.Name, StepState.Running);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            log.Write($"{step.Name}: begun");
            context.Progress.Report(new StepStarted(step.Name));
            Set(record);
            await journal.SaveAsync(cancellationToken).ConfigureAwait(false);
            record = record with { State = StepState.Done, Told = await step.Run(cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            (Failure, FailedStep) = (e, step.Name);
            record = record with { State = StepState.Failed, Told = e is ProblemException p ? log.Clean(p.Problem.What) : "interrupted" };
        }
        record = await RecordedAsync(record with { Time = context.Time.GetElapsedTime(started) }).ConfigureAwait(false);
        log.Write($"{step.Name}: {record.State}{(record.Told is { } told ? $" ({told})" : "")}");
        context.Progress.Report(new StepEnded(record));
    }

    /// <summary>Records a step. One that could not be recorded has failed: the next deploy would not know that it was done.</summary>
    private async Task<StepRecord> RecordedAsync(StepRecord record)
    {
        Set(record);
        if (Failure is not null)
            return record;
        try
        {
            await context.Journal.SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            (Failure, FailedStep) = (e, record.Name);
            record = record with { State = StepState.Failed, Told = context.Log.Clean(e.Problem.What) };
            Set(record);
        }
        return record;
    }

    private void Set(StepRecord record)
    {
        var steps = context.Journal.Detail.Steps;
        context.Journal.Change(
            context.Journal.Detail with
            {
                Steps = steps.Any(s => s.Name == record.Name)
                    ? [.. steps.Select(s => s.Name == record.Name ? record : s)]
                    : [.. steps, record],
            }
        );
    }
}
