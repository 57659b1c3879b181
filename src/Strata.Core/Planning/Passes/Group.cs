using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Passes;

/// <summary>
/// Steps into batches: neighbours that may share a transaction do; what must commit first, or runs outside any, stands alone.
/// </summary>
public sealed class Group : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var batches = ImmutableArray.CreateBuilder<Batch>();
        var open = new List<Step>();
        foreach (var step in draft.Steps)
        {
            if (step.Transaction is TransactionMode.Shared)
            {
                open.Add(step);
                continue;
            }
            Close();
            batches.Add(new Batch(step.Transaction, [step]));
        }
        Close();
        return draft with { Batches = batches.ToImmutable() };

        void Close()
        {
            if (open.Count > 0)
                batches.Add(new Batch(TransactionMode.Shared, [.. open]));
            open.Clear();
        }
    }
}
