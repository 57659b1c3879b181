using System.Collections.Immutable;
using Strata.Core.MigrationFiles;

namespace Strata.Core.Record;

/// <summary>One comparison of a record with a folder.</summary>
/// <param name="migrations">In the journal's order.</param>
/// <param name="state">The record.</param>
/// <param name="target">The database, for messages.</param>
internal sealed class HistoryComparison(IReadOnlyList<Migration> migrations, TargetState state, string target)
{
    private readonly HistoryProblems _problems = new(target);
    private readonly Dictionary<string, HistoryRow> _rows = state.Current.ToDictionary(r => r.Tag, StringComparer.Ordinal);

    /// <summary>The comparison is made for a rollback, which goes on with one that did not end.</summary>
    public bool IsForRollback { get; init; }

    public ImmutableArray<PendingMigration> Pending(int? to, OutOfOrder outOfOrder)
    {
        RequireKnownRows();
        if (!IsForRollback && migrations.FirstOrDefault(m => IsApplied(m) && state.IsRollingBack(m.Tag)) is { } half)
            throw _problems.HalfRolledBack(half, isApplied: true);
        var pending = ImmutableArray.CreateBuilder<PendingMigration>();
        var last = migrations.LastOrDefault(IsApplied);
        var isBeforeLast = last is not null;
        foreach (var migration in migrations)
        {
            isBeforeLast &= !ReferenceEquals(migration, last);
            if (IsApplied(migration))
                continue;
            var isWanted = to is null || migration.Idx <= to;
            if (isWanted && _rows.ContainsKey(migration.Tag) && state.IsRollingBack(migration.Tag))
                throw _problems.HalfRolledBack(migration, isApplied: false);
            if (
                isWanted && SentStatements.Missing(migration.Script, StepTag.Up(migration.Tag), state.Steps).FirstOrDefault() is { } missing
            )
                throw _problems.SentMissing(migration.Path, migration.Tag, missing);
            var isRecord = isWanted && IsReplacedEverywhere(migration);
            // What is only recorded changes nothing, so that its place does not matter.
            var isOvertaken = isBeforeLast && !isRecord && (isWanted || migration.Entry.Replaces.Count == 0);
            if (isOvertaken && (outOfOrder == OutOfOrder.Error || !isWanted))
                throw _problems.OutOfOrder([.. migrations.TakeWhile(m => m != last).Where(m => !IsApplied(m))], last!, to);
            if (isWanted)
                pending.Add(
                    new PendingMigration(migration, isRecord, _rows.GetValueOrDefault(migration.Tag)?.StatementsDone ?? 0)
                    {
                        Overtaken = isOvertaken ? last!.Tag : null,
                    }
                );
        }
        return pending.ToImmutable();
    }

    /// <summary>Each row is one of the folder's migrations, as it was run, or of one that a squash replaces.</summary>
    private void RequireKnownRows()
    {
        var byTag = migrations.ToDictionary(m => m.Tag, StringComparer.Ordinal);
        var replaced = migrations.SelectMany(m => m.Entry.Replaces).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        if (
            migrations.Count > 0
            && _rows.Values.FirstOrDefault(HasEffect) is { } first
            && !_rows.Values.Any(r => byTag.ContainsKey(r.Tag) || replaced.Contains(r.Tag) || migrations.Any(m => m.Hash == r.Hash))
        )
            throw _problems.OtherProject(first);
        foreach (var row in _rows.Values)
        {
            if (byTag.TryGetValue(row.Tag, out var migration))
                RequireUnedited(migration, row);
            else if (!replaced.Contains(row.Tag) && HasEffect(row))
                throw _problems.Unknown(row, migrations);
        }
    }

    private void RequireUnedited(Migration migration, HistoryRow row)
    {
        if (row.Hash == migration.Hash)
            return;
        var isApplied = row.State == HistoryState.Applied;
        foreach (var index in row.StatementHashes.Differences(migration.Script).Where(i => isApplied || i < row.StatementsDone))
            throw _problems.Edited(migration, row, index);
        if (isApplied)
            throw _problems.EditedHeader(migration);
    }

    /// <summary>True where the database has all that a squash replaces; false where it has none of it.</summary>
    private bool IsReplacedEverywhere(Migration migration)
    {
        if (migration.Entry.Replaces.Count == 0)
            return false;
        var missing = new List<string>();
        var needed = migration.Entry.Replaces.Where(r => !r.IsEarlier).ToList();
        foreach (var replaced in needed)
        {
            if (!_rows.TryGetValue(replaced.Tag, out var row) || row.State != HistoryState.Applied)
                missing.Add(replaced.Tag);
            else if (replaced.Hash is { } hash && row.Hash != hash)
                throw _problems.ReplacedDiffers(migration, replaced);
        }
        if (missing.Count == 0)
            return true;
        // A database that never ran an earlier squash may have what that one replaced.
        var hasEarlier = migration.Entry.Replaces.Where(r => r.IsEarlier).Any(r => _rows.TryGetValue(r.Tag, out var row) && HasEffect(row));
        return missing.Count == needed.Count && !hasEarlier ? false : throw _problems.SomeReplaced(migration, missing);
    }

    private bool IsApplied(Migration migration) => _rows.TryGetValue(migration.Tag, out var row) && row.State == HistoryState.Applied;

    private static bool HasEffect(HistoryRow row) => row.State == HistoryState.Applied || row.StatementsDone > 0;
}
