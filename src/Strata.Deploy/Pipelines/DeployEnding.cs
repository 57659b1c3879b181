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
        Remedy next = "to go on, run the same command again";
        if (Detail.Services.Any(s => s.State != ServiceState.Untouched))
            next = $"{next}; to roll back: {Call.Strata("deploy").With("env", rollout.Environment).With("all").With("rollback")}";
        return PipelineProblems.Interrupted.Error(step, "the deploy was interrupted", State(), next, cause);
    }

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
        };
        return new(problem, e);
    }

    private string State()
    {
        var head = Detail.Head is { } tag ? $" and at {tag}" : "";
        var changed = database.HasChanged() ? $"the database is changed{head}" : "the database is as it was";
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
