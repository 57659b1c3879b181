using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;

namespace Strata.Deploy.Pipelines;

/// <summary>Ends the record of a deploy, and tells the state that a failure left.</summary>
/// <param name="rollout">The work on the services.</param>
/// <param name="database">Tells the changes of the database.</param>
/// <param name="context">The surroundings.</param>
internal sealed class DeployEnding(Rollout rollout, DatabaseStage database, DeployContext context)
{
    private DeployDetail Detail => context.Journal.Detail;

    /// <summary>Writes the end.</summary>
    /// <returns>The problem that stopped the deploy, with its state; null where none did.</returns>
    public async Task<ProblemException?> EndAsync(Pipeline pipeline)
    {
        var problem = pipeline.Failure switch
        {
            null => null,
            ProblemException p => Failed(p),
            _ when context.Journal.Lost is { } lost => new ProblemException(lost.Problem with { State = State() }, lost),
            var e => Interrupted(pipeline.FailedStep ?? "", e),
        };
        try
        {
            var text = problem is null ? null : $"{problem.Problem.Code}: {context.Log.Clean(problem.Problem.What)}";
            await context.Journal.EndAsync(problem?.Kind, Detail with { Problem = text }).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            // The problem that stopped the deploy matters more than its unwritten end.
            problem ??= Failed(e);
        }
        return problem;
    }

    private ProblemException Interrupted(string step, Exception cause)
    {
        var next = Replaced ?? "to go on, run the same command again";
        if (Detail.Services.Any(s => s.State != ServiceState.Untouched))
            next = $"{next}; to roll back: {Call.Strata("deploy").With("env", rollout.Environment).With("all").With("rollback")}";
        return PipelineProblems.Interrupted.Error(step, "the deploy was interrupted", State(), next, cause);
    }

    /// <summary>The remedy once the database is replaced, which is not to be done again; null where it is not.</summary>
    private Remedy? Replaced =>
        database.Replaced() is { } done
            ? (Remedy)$"{done.Rest}; to swap the former database back: {Call.Strata("undo-wipe").With("env", rollout.Environment)}"
            : null;

    /// <summary>A problem of a step: without a state it gets that of the whole deploy.</summary>
    private ProblemException Failed(ProblemException e)
    {
        var isPartial =
            e.Kind == ProblemKind.FailedUnchanged
            && (database.HasChanged() || Detail.Services.Any(s => s.State is ServiceState.Failed or ServiceState.Begun));
        var problem = e.Problem with
        {
            Kind = isPartial ? ProblemKind.FailedPartial : e.Kind,
            What = context.Log.Clean(e.Problem.What),
            State = e.Problem.State.Length == 0 ? State() : e.Problem.State,
            Next = Replaced is { } rest ? (Remedy)$"{e.Problem.Next}; the replacement is done: {rest}" : e.Problem.Next,
        };
        return new(problem, e);
    }

    private string State()
    {
        var head = Detail.Head is { } tag ? $" and at {tag}" : "";
        var changed =
            database.Replaced()?.Result is { } r
                ? $"the swap is done: the database is a copy of \"{r.Source}\"{head}, and the former one is retained as {r.Former} until "
                    + $"{r.Until:yyyy-MM-dd HH:mm} UTC"
            : database.HasChanged() ? $"the database is changed{head}"
            : "the database is as it was";
        return string.Join("; ", Detail.Services.Where(s => s.State != ServiceState.Untouched).Select(State).Prepend(changed));
    }

    private static string State(ServiceRecord s) =>
        s.State switch
        {
            ServiceState.Back => $"{s.Name} was rolled back to {s.Serves}",
            ServiceState.Begun => $"the deploy of {s.Name} was begun, {s.Previous ?? "nothing"} served before",
            _ => $"{s.Name} {s.Revision} is deployed, {s.Previous ?? "nothing"} served before",
        };
}
