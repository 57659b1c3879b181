using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>Compares the database's record with the folder. Pure.</summary>
public static class HistoryCheck
{
    /// <summary>The migrations that are left to run.</summary>
    /// <param name="migrations">In the journal's order.</param>
    /// <param name="state">As read under the lock.</param>
    /// <param name="target">The database, for messages.</param>
    /// <param name="to">Stop after the migration with this number.</param>
    /// <param name="outOfOrder">The treatment of those that stand before an applied one.</param>
    /// <exception cref="ProblemException">ST3051 to ST3056, exit 3: record and folder do not fit. Nothing was run.</exception>
    public static ImmutableArray<PendingMigration> Compare(
        IReadOnlyList<Migration> migrations,
        TargetState state,
        string target,
        int? to,
        OutOfOrder outOfOrder = OutOfOrder.Error
    ) => new HistoryComparison(migrations, state, target).Pending(to, outOfOrder);

    /// <summary>Requires that record and folder fit, for a rollback: it may be one that goes on where another stopped.</summary>
    /// <inheritdoc cref="Compare"/>
    public static void RequireForRollback(IReadOnlyList<Migration> migrations, TargetState state, string target) =>
        new HistoryComparison(migrations, state, target) { IsForRollback = true }.Pending(to: null, OutOfOrder.Apply);

    /// <summary>
    /// The last migration that counts as applied, in the journal's order and not in that of the rows; null when none does.
    /// </summary>
    public static HistoryRow? Head(IReadOnlyList<Migration> migrations, TargetState state)
    {
        var applied = state.Current.Where(r => r.State == HistoryState.Applied).ToDictionary(r => r.Tag, StringComparer.Ordinal);
        return migrations.Select(m => applied.GetValueOrDefault(m.Tag)).LastOrDefault(r => r is not null)
            ?? applied.Values.MaxBy(r => r.Idx);
    }

    /// <summary>Tags of migrations that ran after one that stands after them, and that ran before they were in the journal.</summary>
    public static IReadOnlySet<string> RanOutOfOrder(IReadOnlyList<Migration> migrations, TargetState state)
    {
        var rows = state.Current.Where(r => r.State == HistoryState.Applied).ToList();
        // A row keeps its place when a failed migration is run again, so its place alone proves nothing: its parent says what stood before
        // it when it ran.
        var overtook = migrations.Where(m => rows.Any(r => r.Tag == m.Tag && r.Parent != m.Parent)).ToList();
        bool StandsAfter(Migration other, HistoryRow row) => migrations.SkipWhile(m => m.Tag != row.Tag).Skip(1).Contains(other);
        bool RanBefore(Migration other, int index) => rows.FindIndex(r => r.Tag == other.Tag) < index;
        return rows.Where((r, i) => r.Kind == HistoryKind.Migrate && overtook.Any(o => RanBefore(o, i) && StandsAfter(o, r)))
            .Select(r => r.Tag)
            .ToHashSet(StringComparer.Ordinal);
    }
}
