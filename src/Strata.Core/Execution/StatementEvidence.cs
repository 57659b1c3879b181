using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>The outcome of a statement.</summary>
public enum StatementOutcome
{
    Done,
    NotDone,
    Unknown,
}

/// <summary>The evidence about one statement of a migration that did not come to its end.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Because">The source of this.</param>
/// <param name="IsEdited">True when it was committed with other words than it has now.</param>
public sealed record StatementEvidence(SqlStatement Statement, StatementOutcome Outcome, string Because, bool IsEdited)
{
    /// <summary>Sending it once more does no harm, whether it had its effect or not.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Reads the record, and asks the catalog about statements that were sent outside of a transaction. Changes nothing.</summary>
    /// <param name="target">Open; a login that may only read is enough.</param>
    /// <param name="migration">As the folder has it.</param>
    /// <param name="row">As the database has it.</param>
    /// <param name="steps">Of all migrations.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ImmutableArray<StatementEvidence>> CollectAsync(
        IMigrationTarget target,
        Migration migration,
        HistoryRow row,
        IReadOnlyList<StepRow> steps,
        CancellationToken cancellationToken
    )
    {
        var tag = StepTag.Up(migration.Tag);
        var all = ImmutableArray.CreateBuilder<StatementEvidence>();
        foreach (var group in target.Group(migration.Script))
        foreach (var statement in group.Statements)
        {
            var step = steps.FirstOrDefault(s => s.Tag == tag && ReferenceEquals(SentStatements.Find(migration.Script, s), statement));
            all.Add(
                Recorded(statement, row)
                    ?? step?.State switch
                    {
                        StepState.Done => new(statement, StatementOutcome.Done, IsRecorded, false),
                        StepState.Intent => Of(
                            statement,
                            step.Found,
                            await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false)
                        ),
                        _ => new(statement, StatementOutcome.NotDone, NotSent(group), false),
                    }
            );
        }
        return all.ToImmutable();
    }

    private static StatementEvidence? Recorded(SqlStatement statement, HistoryRow row)
    {
        var index = statement.Number - 1;
        if (index >= row.StatementsDone)
            return null;
        var isEdited = index < row.StatementHashes.Count && !row.StatementHashes.Matches(index, statement);
        return new(statement, StatementOutcome.Done, IsRecorded, isEdited);
    }

    private static string NotSent(StatementGroup group) =>
        group.Transaction == TransactionMode.None
            ? "it failed or was never sent"
            : "it commits together with its record, and that is not there";

    /// <summary>
    /// The numbers of the statements that differ between the run and the file as it is now; empty where the record has none or only a
    /// header differs.
    /// </summary>
    public static ImmutableArray<int> Edited(Migration migration, HistoryRow row)
    {
        return row.StatementHashes.Count == 0 ? [] : [.. row.StatementHashes.Differences(migration.Script).Select(i => i + 1)];
    }

    /// <summary>Statements of a migration that were sent outside of a transaction, and that its file no longer has.</summary>
    public static IEnumerable<StepRow> Missing(Migration migration, IReadOnlyList<StepRow> steps) =>
        SentStatements.Missing(migration.Script, StepTag.Up(migration.Tag), steps);

    private const string IsRecorded = "recorded as done";

    private static StatementEvidence Of(SqlStatement statement, Probe before, Probe found)
    {
        var (outcome, because) = found switch
        {
            Probe.Done when before == Probe.Done => (StatementOutcome.NotDone, "it was sent, and the catalog had it before"),
            Probe.Done => (StatementOutcome.Done, "it was sent, and the catalog has it"),
            Probe.Absent => (StatementOutcome.NotDone, "it was sent, and the catalog does not have it"),
            Probe.Invalid => (StatementOutcome.NotDone, "it was sent, and left an invalid object"),
            Probe.Begun => (StatementOutcome.NotDone, "it was sent, and is half done"),
            Probe.Repeatable => (StatementOutcome.Unknown, "it was sent; repeating it does no harm"),
            Probe.Different => (StatementOutcome.Unknown, "it was sent, and another object has its name"),
            Probe.Unknown => (StatementOutcome.Unknown, "it was sent, and its outcome is unknown"),
            _ => throw new ArgumentOutOfRangeException(nameof(found), found, null),
        };
        return new(statement, outcome, because, IsEdited: false) { IsRepeatable = found == Probe.Repeatable };
    }
}
