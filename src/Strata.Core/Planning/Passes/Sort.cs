using Strata.Core.Dialect;
using Strata.Core.Planning.Ordering;
using Strata.Core.Problems;

namespace Strata.Core.Planning.Passes;

/// <summary>Puts the changes in the order of their statements.</summary>
public sealed class Sort : IPlanPass
{
    /// <exception cref="ProblemException">The changes wait for each other (ST1002).</exception>
    public PlanDraft Apply(PlanDraft draft) => draft with { Units = new ChangeSort(draft).Run() };
}
