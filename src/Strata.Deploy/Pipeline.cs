using Strata.Core.Problems;

namespace Strata.Deploy;

/// <summary>One step of a pipeline.</summary>
/// <param name="Name">Shown with everything that it says.</param>
/// <param name="Run">Does it; what it returns is told in the summary.</param>
public sealed record DeployStep(string Name, Func<CancellationToken, Task<string?>> Run);

/// <summary>
/// Runs steps one after the other. The first that fails stops all that come after it; each is written down before it begins and after its
/// end.
/// </summary>
internal sealed class Pipeline(DeployJournal journal, DeployLog log, IDeployReport report, TimeProvider time)
{
    /// <summary>What stopped it; null where nothing did.</summary>
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

    /// <summary>Runs steps that make up for a failure: one that fails does not stop the next.</summary>
    public async Task<bool> MakeUpAsync(DeployStep step, CancellationToken cancellationToken)
    {
        var (failure, failed) = (Failure, FailedStep);
        Failure = null;
        await OneAsync(step, cancellationToken).ConfigureAwait(false);
        var done = Failure is null;
        if (failure is not null)
            (Failure, FailedStep) = (failure, failed);
        return done;
    }

    private async Task OneAsync(DeployStep step, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var record = new StepRecord(step.Name, StepState.Running);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            log.Write($"{step.Name}: begun");
            report.Started(step.Name);
            Set(record);
            await journal.SaveAsync(journal.Detail, cancellationToken).ConfigureAwait(false);
            record = record with { State = StepState.Done, Told = await step.Run(cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            (Failure, FailedStep) = (e, step.Name);
            record = record with { State = StepState.Failed, Told = e is ProblemException p ? log.Clean(p.Problem.What) : "interrupted" };
        }
        record = await WrittenAsync(record with { Time = time.GetElapsedTime(started) }).ConfigureAwait(false);
        log.Write($"{step.Name}: {record.State}{(record.Told is { } told ? $" ({told})" : "")}");
        report.Ended(record);
    }

    /// <summary>What is done, and not known to be done by whoever comes next, is not done.</summary>
    private async Task<StepRecord> WrittenAsync(StepRecord record)
    {
        Set(record);
        if (Failure is not null)
            return record;
        try
        {
            await journal.SaveAsync(journal.Detail, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            (Failure, FailedStep) = (e, record.Name);
            record = record with { State = StepState.Failed, Told = log.Clean(e.Problem.What) };
            Set(record);
        }
        return record;
    }

    private void Set(StepRecord record)
    {
        var steps = journal.Detail.Steps;
        journal.Change(
            journal.Detail with
            {
                Steps = steps.Any(s => s.Name == record.Name)
                    ? [.. steps.Select(s => s.Name == record.Name ? record : s)]
                    : [.. steps, record],
            }
        );
    }
}
