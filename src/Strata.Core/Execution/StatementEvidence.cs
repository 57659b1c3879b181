using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Whether a statement had its effect.</summary>
public enum StatementOutcome
{
    Done,
    NotDone,
    Unknown,
}

/// <summary>What is known of one statement of a migration that did not come to its end.</summary>
/// <param name="Statement">Which.</param>
/// <param name="Outcome">Whether it had its effect.</param>
/// <param name="Because">What says so.</param>
/// <param name="IsEdited">It was committed with other words than it has now.</param>
public sealed record StatementEvidence(SqlStatement Statement, StatementOutcome Outcome, string Because, bool IsEdited)
{
    /// <summary>To send it once more does no harm, whether it had its effect or not.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Reads the record, and looks at the catalog for what was sent outside of a transaction. Changes nothing.</summary>
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
        var hashes = row.StatementHashes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var all = ImmutableArray.CreateBuilder<StatementEvidence>();
        foreach (var group in target.Group(migration.Script))
        {
            foreach (var statement in group.Statements)
            {
                var recorded = statement.Number <= row.StatementsDone;
                var edited = recorded && hashes.ElementAtOrDefault(statement.Number - 1) is { } hash && hash != statement.Hash[..8];
                if (recorded)
                    all.Add(new(statement, StatementOutcome.Done, Recorded, edited));
                else if (group.Transaction != TransactionMode.None)
                    all.Add(new(statement, StatementOutcome.NotDone, "it commits together with its record, and that is not there", false));
                else if (
                    steps.FirstOrDefault(s => s.Tag == migration.Tag && s.Number == statement.Number && s.Hash == statement.Hash)
                    is not { } step
                )
                    all.Add(new(statement, StatementOutcome.NotDone, "it was never sent", false));
                else if (step.State == StepState.Done)
                    all.Add(new(statement, StatementOutcome.Done, Recorded, false));
                else
                    all.Add(Of(statement, await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false)));
            }
        }
        return all.ToImmutable();
    }

    /// <summary>
    /// The numbers of the statements that differ between what was run and what the file says now; empty where the record has none or only a
    /// header differs.
    /// </summary>
    public static ImmutableArray<int> Edited(Migration migration, HistoryRow row)
    {
        var before = row.StatementHashes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var now = migration.Script.Statements;
        return before.Length == 0
            ? []
            :
            [
                .. Enumerable
                    .Range(0, Math.Max(before.Length, now.Length))
                    .Where(i => i >= before.Length || i >= now.Length || now[i].Hash[..8] != before[i])
                    .Select(i => i + 1),
            ];
    }

    private const string Recorded = "recorded as done";

    private static StatementEvidence Of(SqlStatement statement, Probe found)
    {
        var (outcome, because) = found switch
        {
            Probe.Done => (StatementOutcome.Done, "it was sent, and the catalog has it"),
            Probe.Absent => (StatementOutcome.NotDone, "it was sent, and the catalog does not have it"),
            Probe.Invalid => (StatementOutcome.NotDone, "it was sent, and left a half that is of no use"),
            Probe.Repeatable => (StatementOutcome.Unknown, "it was sent; to repeat it does no harm"),
            Probe.Different => (StatementOutcome.Unknown, "it was sent, and something else has its name"),
            Probe.Unknown => (StatementOutcome.Unknown, "it was sent, and nothing tells whether it had its effect"),
            _ => throw new ArgumentOutOfRangeException(nameof(found), found, null),
        };
        return new(statement, outcome, because, IsEdited: false) { IsRepeatable = found == Probe.Repeatable };
    }
}
