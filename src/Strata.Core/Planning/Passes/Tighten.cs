using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Ordering;

namespace Strata.Core.Planning.Passes;

/// <summary>
/// Postpones drops that only make way for a re-creation, such as a view's: the object is away for as short as the order allows, and
/// nothing slow stands in between.
/// </summary>
public sealed class Tighten : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var index = new ChangeIndex(draft.Changes);
        return draft with { Postponed = [.. index.All.Where(i => draft.Changes[i] is Drop drop && index.Making(drop.Subject).Count > 0)] };
    }
}
