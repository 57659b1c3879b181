using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Operations;

namespace Strata.Repairing;

/// <summary>The reason why a migration needs repair.</summary>
public enum FindingKind
{
    /// <summary>Failed or was interrupted.</summary>
    Stopped,

    /// <summary>Its down-script was begun and did not end.</summary>
    RollingBack,

    /// <summary>Its file was edited after it was run.</summary>
    Edited,

    /// <summary>Not in this folder.</summary>
    Unknown,
}

/// <summary>A migration that needs repair, with the evidence.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Row">Its row of the history.</param>
/// <param name="Migration">Its file; null for an unknown one.</param>
public sealed record RepairFinding(FindingKind Kind, HistoryRow Row, Migration? Migration)
{
    /// <summary>The migration's name.</summary>
    public string Tag => Row.Tag;

    /// <summary>The evidence for each statement of a migration that stopped.</summary>
    public ImmutableArray<StatementEvidence> Statements { get; init; } = [];

    /// <summary>Statements that were sent outside of a transaction, and that the file no longer has.</summary>
    public EquatableArray<StepRow> Missing { get; init; } = [];

    /// <summary>Its down-script was begun as well, so that what is recorded as done may be rolled back by now.</summary>
    public bool IsBeingUndone { get; init; }

    /// <summary>The live schema beside the states with and without it; null where they could not be compared.</summary>
    public CatalogEvidence? Catalog { get; init; }

    /// <summary>The database is open: it is a developer's own, and can be made again.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The commit that has the file as it was run; null where none is known.</summary>
    public string? Original { get; init; }

    /// <summary>The possible repairs, and those that the evidence does not allow.</summary>
    public ImmutableArray<RepairOption> Options => RepairOptions.Of(this);

    /// <summary>The finding as the end of a sentence that begins with the migration's name.</summary>
    public string Summary =>
        Kind switch
        {
            FindingKind.Stopped => $"{(Row.State == HistoryState.Failed ? "failed" : "was interrupted, or is running now")}, "
                + $"{Row.StatementsDone} of {Row.StatementsTotal} statements recorded as done"
                + (IsBeingUndone ? "; then its down-script was begun and did not end" : ""),
            FindingKind.RollingBack => "is applied; its down-script was begun and did not end",
            FindingKind.Edited when Edited.IsEmpty =>
                "was edited after it was run: a header, or statements that the record does not tell apart",
            FindingKind.Edited => $"was edited after it was run: statement {string.Join(", ", Edited)}",
            FindingKind.Unknown => "is not in this folder",
            _ => throw new UnreachableException(Kind.ToString()),
        };

    /// <summary>The evidence, a line each: the record, the statements, the objects.</summary>
    public IEnumerable<string> Evidence =>
        [
            $"history: {Row.State.ToString().ToLowerInvariant()}, begun {Row.Started:yyyy-MM-dd HH:mm:ss} by {Row.By}@{Row.Host}"
                + $" with {Row.Tool}{(Row.Commit is { } commit ? $", commit {commit}" : "")}",
            .. Row.Error is { } error ? (string[])[$"error:   {error}"] : [],
            .. Statements.Select(s =>
                $"statement {s.Statement.Number}: {Word(s.Outcome)} ({s.Because}{(s.IsEdited ? "; edited since" : "")}): "
                + s.Statement.Summary()
            ),
            .. Missing.Select(s => $"statement {s.Number} as it was sent: unknown (it was interrupted, and the file no longer has it)"),
            .. Catalog?.Evidence ?? [],
        ];

    /// <summary>The numbers of the statements that were edited.</summary>
    public ImmutableArray<int> Edited =>
        this is { Kind: FindingKind.Edited, Migration: { } migration } ? StatementEvidence.Edited(migration, Row) : [];

    /// <summary>Statements were committed that the file no longer has.</summary>
    internal bool CommittedAreEdited => Statements.Any(s => s.IsEdited) || Row.StatementsDone > Statements.Length;

    /// <summary>Repeating a statement, or leaving it out, may do harm.</summary>
    internal bool IsUnclear => Statements.Any(s => s is { Outcome: StatementOutcome.Unknown, IsRepeatable: false });

    /// <summary>Statements on rows that contradict a mark, or may: no catalog shows them, so that a mark needs a person's word.</summary>
    internal IEnumerable<StatementEvidence> OnRows(bool applied) =>
        Statements.Where(s =>
            RowEffects.MayChange(s.Statement) && s.Outcome != (applied ? StatementOutcome.Done : StatementOutcome.NotDone)
        );

    /// <summary>The migrations of a record that need repair, in its order. Pure.</summary>
    internal static ImmutableArray<RepairFinding> Find(MigrationFolder folder, TargetState state)
    {
        var byTag = folder.Migrations.ToDictionary(m => m.Tag, StringComparer.Ordinal);
        var replaced = folder.Migrations.SelectMany(m => m.Entry.Replaces).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. state.Current.Select(r => Of(r, byTag.GetValueOrDefault(r.Tag), replaced.Contains(r.Tag), state)).OfType<RepairFinding>(),
        ];
    }

    private static RepairFinding? Of(HistoryRow row, Migration? migration, bool isReplaced, TargetState state)
    {
        if (migration is null)
            return isReplaced ? null : new(FindingKind.Unknown, row, null);
        var isRollingBack = state.IsRollingBack(row.Tag);
        if (row.State != HistoryState.Applied)
            return new(FindingKind.Stopped, row, migration)
            {
                IsBeingUndone = isRollingBack,
                Missing = [.. StatementEvidence.Missing(migration, state.Steps)],
            };
        if (row.Hash != migration.Hash)
            return new(FindingKind.Edited, row, migration);
        return isRollingBack ? new(FindingKind.RollingBack, row, migration) : null;
    }

    internal IEnumerable<JsonLine> Lines(JsonWords words) =>
        [ToJson(), .. Statements.Select(Line), .. Catalog?.Lines(Tag) ?? [], .. Options.Select(o => o.ToJson(Tag, words))];

    private JsonLine ToJson() =>
        JsonLine.Of(
            "finding",
            ("tag", Tag),
            ("kind", Kind == FindingKind.RollingBack ? "goingback" : Kind.ToString().ToLowerInvariant()),
            ("state", Row.State.ToString().ToLowerInvariant()),
            ("statementsDone", Row.StatementsDone),
            ("statements", Row.StatementsTotal),
            ("edited", OperationJson.Array(Edited.Select(n => (JsonNode?)JsonValue.Create(n)))),
            ("hash", Row.Hash),
            ("fileHash", Migration?.Hash),
            ("by", Row.By),
            ("host", Row.Host),
            ("tool", Row.Tool),
            ("commit", Row.Commit),
            ("started", Row.Started),
            ("finished", Row.Finished),
            ("error", Row.Error),
            ("beingUndone", IsBeingUndone)
        );

    private JsonLine Line(StatementEvidence statement) =>
        JsonLine.Of(
            "statement",
            ("tag", Tag),
            ("number", statement.Statement.Number),
            ("outcome", Word(statement.Outcome)),
            ("because", statement.Because),
            ("edited", statement.IsEdited),
            ("summary", statement.Statement.Summary())
        );

    private static string Word(StatementOutcome outcome) =>
        outcome switch
        {
            StatementOutcome.Done => "done",
            StatementOutcome.NotDone => "not done",
            _ => "unknown",
        };
}
