namespace Strata.Core.Dialect;

/// <summary>
/// A stage of planning. Pure: it sees the draft and nothing else, no connection, clock, random number, environment or file.
/// </summary>
public interface IPlanPass
{
    /// <summary>The draft with this pass's part filled in or rewritten.</summary>
    PlanDraft Apply(PlanDraft draft);
}
