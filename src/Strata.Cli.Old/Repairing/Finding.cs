using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;

namespace Strata.Cli.Repairing;

/// <summary>Why a migration is to be settled.</summary>
internal enum FindingKind
{
    /// <summary>It failed or was interrupted.</summary>
    Stopped,

    /// <summary>Its down-script was begun and not ended.</summary>
    GoingBack,

    /// <summary>The file is not what was run.</summary>
    Edited,

    /// <summary>This checkout does not have it.</summary>
    Unknown,
}

/// <summary>One migration that is to be settled.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Row">As the database has it.</param>
/// <param name="Migration">As the folder has it; null for an unknown one.</param>
internal sealed record Finding(FindingKind Kind, HistoryRow Row, Migration? Migration)
{
    public string Tag => Row.Tag;

    public ImmutableArray<StatementEvidence> Statements { get; init; } = [];

    /// <summary>Its down-script was begun as well, so that what is recorded as done may be taken back by now.</summary>
    public bool IsBeingUndone { get; init; }

    /// <summary>Null where it could not be looked at.</summary>
    public CatalogEvidence? Catalog { get; init; }

    /// <summary>Statements were committed that the file no longer has.</summary>
    public bool CommittedAreEdited => Statements.Any(s => s.IsEdited) || Row.StatementsDone > Statements.Length;

    /// <summary>
    /// Statements on rows that may have been committed, or may not have been: no catalog tells, so that a mark needs a person's word.
    /// </summary>
    public IEnumerable<StatementEvidence> OnRows(bool applied) =>
        Statements.Where(s => RowStatements.Is(s.Statement) && s.Outcome != (applied ? StatementOutcome.Done : StatementOutcome.NotDone));

    /// <summary>Repeating one of them, or leaving it out, may do harm.</summary>
    public bool IsUnclear => Statements.Any(s => s is { Outcome: StatementOutcome.Unknown, IsRepeatable: false });

    /// <summary>What a record holds that has to be settled, in its own order. Pure.</summary>
    public static ImmutableArray<Finding> Find(MigrationFolder folder, TargetState state)
    {
        var byTag = folder.Migrations.ToDictionary(m => m.Tag, StringComparer.Ordinal);
        var replaced = folder.Migrations.SelectMany(m => m.Entry.Replaces).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        return [.. state.Current.Select(r => Of(r, byTag.GetValueOrDefault(r.Tag), replaced.Contains(r.Tag), state)).OfType<Finding>()];
    }

    private static Finding? Of(HistoryRow row, Migration? migration, bool replaced, TargetState state)
    {
        if (migration is null)
            return replaced ? null : new(FindingKind.Unknown, row, null);
        var back = state.IsRollingBack(row.Tag);
        if (row.State != HistoryState.Applied)
            return new(FindingKind.Stopped, row, migration) { IsBeingUndone = back };
        if (row.Hash != migration.Hash)
            return new(FindingKind.Edited, row, migration);
        return back ? new(FindingKind.GoingBack, row, migration) : null;
    }
}
