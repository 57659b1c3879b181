using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.SqlReading;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Passes;

/// <summary>
/// Switches foreign keys off around a plan that drops or rebuilds tables. Dropping a table deletes its rows, and with them, where keys are
/// enforced, those that refer to them. Inside of a transaction the switch does nothing:
/// https://www.sqlite.org/pragma.html#pragma_foreign_keys
/// </summary>
internal sealed class SuspendForeignKeys : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft) =>
        draft.Changes.Any(c => c is TableRebuild || (c is Drop { Before: Table table } && IsReferenced(table, draft.Before)))
            ? draft with
            {
                Batches = Around(draft.Batches.SelectMany(b => b.Steps)),
            }
            : draft;

    /// <summary>Steps before a plan in one transaction with it, the switch around the whole where one of them needs it.</summary>
    public static Plan Join(ImmutableArray<Step> first, Plan then)
    {
        if (first.IsEmpty)
            return then;
        List<Step> all = [.. first, .. then.Steps];
        var between = all.Where(s => s != ForeignKeySwitch.Off && s != ForeignKeySwitch.On);
        return then with
        {
            Batches = all.Contains(ForeignKeySwitch.Off) ? Around(between) : [new Batch(TransactionMode.Shared, [.. between])],
        };
    }

    private static ImmutableArray<Batch> Around(IEnumerable<Step> steps) =>
        [new Batch(TransactionMode.Shared, [ForeignKeySwitch.Off, .. steps, ForeignKeySwitch.On])];

    private static bool IsReferenced(Table table, Catalog before) =>
        before.Objects.Values.Any(o =>
            o is Table other
            && other.Id != table.Id
            && other.Constraints.Any(c => c.References is { } target && Canonical.Same(target, table.Id.Name))
        );
}
