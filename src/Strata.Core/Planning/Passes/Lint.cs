using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Safety;

namespace Strata.Core.Planning.Passes;

/// <summary>Has each rule judge the finished plan. It changes no statement.</summary>
/// <param name="rules">The dialect's.</param>
public sealed class Lint(ImmutableArray<LintRule> rules) : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var plan = JudgedPlan.Of(draft.Before, draft.After, draft.Batches);
        return draft with { Findings = [.. rules.SelectMany(r => r.Judge(plan)).Distinct()] };
    }
}
