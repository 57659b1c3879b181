using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Passes;

/// <summary>
/// Adds creations of objects that are no part of the wanted catalog, and whose statements lead to it: privileges that new objects would
/// be granted by default, and that are not wanted.
/// </summary>
public sealed class ImpliedObjects : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var implied = draft.Kinds.All.SelectMany(k => k.ImpliedObjects?.Find(draft.Changes, draft.Before, draft.After) ?? []).ToList();
        return implied.Count == 0
            ? draft
            : draft with
            {
                Changes = [.. implied.Select(o => new Create(o)), .. draft.Changes],
                After = draft.After.With(implied),
            };
    }
}
