using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>One thing left to do for a migration.</summary>
/// <param name="Migration">Which.</param>
/// <param name="Record">Its effect is there already: only its row is written, as <see cref="HistoryKind.Squash"/>.</param>
/// <param name="Done">How many of its statements an interrupted run committed.</param>
public sealed record PendingMigration(Migration Migration, bool Record, int Done)
{
    /// <summary>The last migration that stands after it and is applied: it was merged late. Null where it comes in its turn.</summary>
    public string? Overtaken { get; init; }
}

/// <summary>Compares the database's record with the folder, and says what is left to do. Pure.</summary>
public static class HistoryCheck
{
    /// <summary>The code of "only some of the migrations that a squash stands for".</summary>
    public const string SomeReplaced = "ST3055";

    /// <summary>Marks what a squash that was itself squashed stood for: a record may have it, and need not.</summary>
    private const string Earlier = "earlier";

    /// <param name="migrations">In the journal's order.</param>
    /// <param name="state">As read under the lock.</param>
    /// <param name="target">What messages call the database.</param>
    /// <param name="to">Stop after the migration with this number.</param>
    /// <param name="late">What to do about those that were merged late.</param>
    /// <exception cref="ProblemException">ST3051 to ST3056, exit 3: record and folder do not fit. Nothing was run.</exception>
    public static ImmutableArray<PendingMigration> Compare(
        IReadOnlyList<Migration> migrations,
        TargetState state,
        string target,
        int? to,
        OutOfOrder late = OutOfOrder.Error
    )
    {
        var rows = state.Current.ToDictionary(r => r.Tag, StringComparer.Ordinal);
        var byTag = migrations.ToDictionary(m => m.Tag, StringComparer.Ordinal);
        var replaced = migrations.SelectMany(m => m.Entry.Replaces).Select(r => r.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Values)
        {
            if (byTag.TryGetValue(row.Tag, out var migration))
                Same(migration, row, target);
            else if (!replaced.Contains(row.Tag) && (row.State == HistoryState.Applied || row.StatementsDone > 0))
                throw Unknown(row, migrations, target);
        }
        var pending = ImmutableArray.CreateBuilder<PendingMigration>();
        var head = migrations.LastOrDefault(m => IsApplied(rows, m));
        foreach (var migration in migrations)
        {
            if (IsApplied(rows, migration))
                continue;
            var wanted = to is null || migration.Idx <= to;
            if (wanted && rows.ContainsKey(migration.Tag) && state.IsGoingBack(migration.Tag))
                throw Broken(
                    "ST3065",
                    migration.DownPath,
                    $"{migration.Tag} was half applied on {target}, and taking it back was begun and not ended",
                    "go on with: strata repair --undo"
                );
            var record = wanted && Replaces(migration, rows, target);
            // What is only recorded changes nothing, so that its place does not matter.
            var overtaken =
                !record
                && (wanted || migration.Entry.Replaces.Count == 0)
                && head is not null
                && migrations.IndexOf(migration) < migrations.IndexOf(head);
            if (overtaken && (late == OutOfOrder.Error || !wanted))
                throw Late([.. migrations.TakeWhile(m => m != head).Where(m => !IsApplied(rows, m))], head!, to, target);
            if (wanted)
                pending.Add(
                    new PendingMigration(migration, record, rows.GetValueOrDefault(migration.Tag)?.StatementsDone ?? 0)
                    {
                        Overtaken = overtaken ? head!.Tag : null,
                    }
                );
        }
        return pending.ToImmutable();
    }

    /// <summary>
    /// The last migration that counts as applied, in the journal's order and not in that of the rows; null when none does.
    /// </summary>
    public static HistoryRow? Head(IReadOnlyList<Migration> migrations, TargetState state)
    {
        var applied = state.Current.Where(r => r.State == HistoryState.Applied).ToDictionary(r => r.Tag, StringComparer.Ordinal);
        return migrations.Select(m => applied.GetValueOrDefault(m.Tag)).LastOrDefault(r => r is not null)
            ?? applied.Values.MaxBy(r => r.Idx);
    }

    /// <summary>Those that were run after one that stands after them, and that was run when they were not yet in the journal.</summary>
    public static IReadOnlySet<string> RanLate(IReadOnlyList<Migration> migrations, TargetState state)
    {
        var rows = state.Current.Where(r => r.State == HistoryState.Applied).ToList();
        // A row keeps its place when a failed migration is run again, so its place alone proves nothing: its parent says what stood before
        // it when it ran.
        var overtook = migrations.Where(m => rows.Any(r => r.Tag == m.Tag && r.Parent != m.Parent)).ToList();
        return rows.Where(
                (r, i) =>
                    r.Kind == HistoryKind.Migrate
                    && overtook.Any(o =>
                        rows.FindIndex(x => x.Tag == o.Tag) < i && migrations.SkipWhile(m => m.Tag != r.Tag).Skip(1).Contains(o)
                    )
            )
            .Select(r => r.Tag)
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsApplied(Dictionary<string, HistoryRow> rows, Migration migration) =>
        rows.TryGetValue(migration.Tag, out var row) && row.State == HistoryState.Applied;

    private static int IndexOf(this IReadOnlyList<Migration> migrations, Migration migration)
    {
        for (var i = 0; i < migrations.Count; i++)
            if (ReferenceEquals(migrations[i], migration))
                return i;
        return -1;
    }

    private static void Same(Migration migration, HistoryRow row, string target)
    {
        if (row.Hash == migration.Hash)
            return;
        var before = row.StatementHashes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var now = migration.Script.Statements;
        var committed = row.State == HistoryState.Applied ? Math.Max(before.Length, now.Length) : row.StatementsDone;
        for (var i = 0; i < committed; i++)
        {
            if (i < before.Length && i < now.Length && now[i].Hash[..8] == before[i])
                continue;
            var (where, which) =
                i < now.Length
                    ? (now[i].Where, $"statement {i + 1} ({now[i].Summary()})")
                    : (migration.Path, $"statement {i + 1}, which is gone");
            throw Broken(
                "ST3051",
                where,
                $"{migration.Tag} was edited after it was run on {target}: {(before.Length == 0 ? "its statements differ" : which)}",
                $"undo the edit: git checkout -- {migration.Path}  (for another change: strata generate; where the edit "
                    + $"is meant: strata repair)"
            );
        }
        if (row.State == HistoryState.Applied)
            throw Broken(
                "ST3051",
                migration.Path,
                $"a '-- strata:' header of {migration.Tag} was edited after it was run on {target}",
                $"undo the edit: git checkout -- {migration.Path}"
            );
    }

    private static ProblemException Unknown(HistoryRow row, IReadOnlyList<Migration> migrations, string target)
    {
        if (migrations.FirstOrDefault(m => m.Hash == row.Hash) is { } renamed)
            return Broken(
                "ST3053",
                renamed.Path,
                $"{row.Tag} was renamed to {renamed.Tag} after it was run on {target}",
                $"name it back, in the journal too: git mv {renamed.Path} {row.Tag}.sql"
            );
        var half = row.State == HistoryState.Applied ? "" : " half-way";
        return Broken(
            "ST3052",
            row.Tag,
            $"{row.Tag} was run{half} on {target} by {row.By} and is not in the folder: it was deleted, or this "
                + $"checkout is older than the database",
            "get the commit that has it: git pull  (which one that is: strata repair)"
        );
    }

    private static ProblemException Late(IReadOnlyList<Migration> late, Migration applied, int? to, string target)
    {
        var (are, them) = late.Count == 1 ? ("is", "it") : ("are", "them");
        var what =
            $"{string.Join(", ", late.Select(m => m.Tag))} {are} not applied on {target}, and {applied.Tag}, which "
            + $"stands after {them}, is: merged late";
        if (to is not null && late.All(m => m.Idx > to))
            return Broken(
                "ST3054",
                late[0].Path,
                what,
                $"--to {to} leaves {them} out, and the database is past that already: leave --to away"
            );
        // A folder that is whole is one row already, which rebase leaves as it is: it is the merge that has to be made again.
        return Broken(
            "ST3054",
            late[0].Path,
            what,
            $"if {them} {(late.Count == 1 ? "was" : "were")} never deployed anywhere: go back to the commit before "
                + $"the merge, merge again, then: strata rebase; to run {them} late all the same: strata migrate "
                + $"--out-of-order apply (on a protected environment \"outOfOrder\": \"apply\" in its part of strata.json)"
        );
    }

    private static bool Replaces(Migration migration, Dictionary<string, HistoryRow> rows, string target)
    {
        if (migration.Entry.Replaces.Count == 0)
            return false;
        var missing = new List<string>();
        var all = migration.Entry.Replaces.Select(r => r.Split(' ')).ToList();
        var needed = all.Where(r => r is not [_, _, Earlier]).ToList();
        foreach (var replaced in needed)
        {
            var (tag, hash) = (replaced[0], replaced.ElementAtOrDefault(1));
            if (!rows.TryGetValue(tag, out var row) || row.State != HistoryState.Applied)
                missing.Add(tag);
            else if (hash is not null && row.Hash != hash)
                throw Broken(
                    "ST3051",
                    migration.Path,
                    $"{tag} ran on {target} with other statements than those that {migration.Tag} stands for",
                    "see what was run: strata status"
                );
        }
        if (missing.Count == 0)
            return true;
        // One that was never brought to an earlier squash has what that one stood for.
        if (
            missing.Count == needed.Count
            && !all.Except(needed)
                .Any(r => rows.TryGetValue(r[0], out var row) && (row.State == HistoryState.Applied || row.StatementsDone > 0))
        )
            return false;
        throw Broken(
            SomeReplaced,
            migration.Path,
            $"{target} has only some of the migrations that {migration.Tag} stands for; missing: {string.Join(", ", missing)}",
            "restore the backup folder that strata squash made beside this one, or run strata migrate from the last "
                + "commit before the squash; then again from here"
        );
    }

    private static ProblemException Broken(string code, string where, string what, string fix) =>
        new(ProblemKind.Inconsistent, new Problem(code, where, what, "nothing was run", fix));
}
