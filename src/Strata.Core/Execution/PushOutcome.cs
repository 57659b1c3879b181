using System.Globalization;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>The outcome of a push. Each transaction leaves a step, so that a COMMIT whose answer was lost is found.</summary>
internal sealed class PushOutcome(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
    : RunOutcome(target, options, time, report)
{
    /// <summary>The work's name in events.</summary>
    public const string Name = "push";

    private readonly string _run = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
    private Batch? _current;
    private string? _committing;

    /// <summary>Steps of the plan; 0 before there is one.</summary>
    public int Total { get; private set; }

    /// <summary>Steps that are committed.</summary>
    public int Done { get; private set; }

    /// <inheritdoc/>
    public override void GiveUp() => (_current, _committing, Sent) = (null, null, null);

    protected override bool IsInFlight => _current is not null || Sent is not null;

    protected override bool HasCommitted => Done > 0;

    protected override Remedy Again => $"{Call.Strata("push")}";

    /// <summary>The plan is going to be run.</summary>
    public void Begin(Plan plan) => Total = plan.Steps.Count();

    /// <summary>A transaction of the plan is going to be run.</summary>
    /// <returns>The step that commits with it.</returns>
    public Bookkeeping Committing(Batch batch)
    {
        (_current, _committing) = (batch, $"{_run}:{Done + batch.Steps.Count}");
        return new SaveStep(new StepRow(StepTag.Up(Name), 0, _committing, StepState.Done, Probe.Absent));
    }

    /// <summary>A batch is committed.</summary>
    public void End(Batch batch)
    {
        (_current, _committing, Sent) = (null, null, null);
        Done += batch.Steps.Count;
    }

    protected override RunAccount Describe(Aftermath seen, StatementException? cause)
    {
        if (seen.State is null && IsInFlight)
            return new(Name, $"{Done} of {Total} steps are known to be done; the outcome of the next is unknown", true);
        if (_current is { } batch && seen.State!.Steps.Any(s => s.Tag == StepTag.Up(Name) && s.Hash == _committing))
            End(batch);
        if (seen.Words is { } words)
            return new(Name, $"{Done} of {Total} steps are done; {words}", true);
        var state = Done switch
        {
            0 => "nothing was changed",
            _ when Done == Total => "all steps are done",
            _ => $"{Done} of {Total} steps are done; the others were not begun or were rolled back",
        };
        return new(Name, state, Done > 0);
    }

    protected override Remedy Advice(Aftermath seen, StatementException cause, bool isChanged) =>
        cause.Kind switch
        {
            FailureKind.Lost or FailureKind.Superseded => (Remedy)$"{Again}  (it plans anew what is left)",
            FailureKind.Server => $"give the server what it lacks, then: {Again}",
            _ => $"fix the schema or the data, then: {Again}",
        };
}
