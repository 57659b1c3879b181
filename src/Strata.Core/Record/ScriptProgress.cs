using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Record;

/// <summary>The bookkeeping around the statements of a script: the same whether we run it or another client does.</summary>
internal abstract class ScriptProgress(SqlScript script, StepTag tag)
{
    public SqlScript Script { get; } = script;

    public StepTag Tag { get; } = tag;

    /// <summary>The step of a statement that an earlier run left; null where there is none.</summary>
    public StepRow? StepOf(SqlStatement statement, IEnumerable<StepRow> steps) =>
        steps.FirstOrDefault(s => s.Tag == Tag && ReferenceEquals(SentStatements.Find(Script, s), statement));

    /// <summary>
    /// The next statement that is run outside of a transaction: as its group says, or as an earlier run has sent it so, wherever in a
    /// group it stands by now. Null where there is none.
    /// </summary>
    public SqlStatement? NextAlone(StatementGroup group, ImmutableArray<SqlStatement> left, IReadOnlyList<StepRow> steps) =>
        group.Transaction == TransactionMode.None ? left[0] : left.FirstOrDefault(s => StepOf(s, steps) is { State: StepState.Intent });

    /// <summary>Gives the steps of interrupted statements their numbers of now: a file may get other statements before them.</summary>
    /// <param name="steps">Of all scripts.</param>
    public ImmutableArray<Bookkeeping> Renumber(IEnumerable<StepRow> steps)
    {
        var moved = steps
            .Where(s => s.Tag == Tag && s.State == StepState.Intent)
            .Select(s => (Step: s, Statement: SentStatements.Find(Script, s)))
            .Where(m => m.Statement is { } found && found.Number != m.Step.Number)
            .ToList();
        return
        [
            .. moved.Select(m => new RemoveStep(Tag, m.Step.Number)),
            .. moved.Select(m => new SaveStep(m.Step with { Number = m.Statement!.Number })),
        ];
    }

    /// <summary>Before a statement is sent outside of a transaction: whoever resumes then knows to look for its effect.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="found">The probe of it.</param>
    public IEnumerable<Bookkeeping> Intent(SqlStatement statement, Probe found) =>
        [.. Begun(statement), new SaveStep(Step(statement, StepState.Intent, found))];

    /// <summary>After such a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="found">The probe before it was first sent.</param>
    public IEnumerable<Bookkeeping> Done(SqlStatement statement, Probe found) =>
        [new SaveStep(Step(statement, StepState.Done, found)), .. Reached(statement)];

    /// <summary>In the transaction of some statements, of which this is the last.</summary>
    public virtual IEnumerable<Bookkeeping> Through(SqlStatement last) => Reached(last);

    /// <summary>True for the script's last statement.</summary>
    protected bool Ends(SqlStatement last) => last.Number == Script.Statements.Length;

    // A half of a drop that is there before the statement is sent is no effect of it.
    protected StepRow Step(SqlStatement statement, StepState state, Probe found) =>
        new(Tag, statement.Number, statement.Hash, state, found == Probe.Begun ? Probe.Absent : found);

    /// <summary>The row of the migration before a statement.</summary>
    private protected abstract IEnumerable<Bookkeeping> Begun(SqlStatement next);

    /// <summary>The row of the migration after a statement.</summary>
    private protected abstract IEnumerable<Bookkeeping> Reached(SqlStatement last);
}

/// <summary>The bookkeeping of a migration.</summary>
/// <param name="migration">The migration.</param>
/// <param name="run">Recorded with its row.</param>
/// <param name="overtaken">The head whose fingerprint no longer holds once this has run; null where it runs in order.</param>
internal sealed class MigrationProgress(Migration migration, RunInfo run, string? overtaken = null)
    : ScriptProgress(migration.Script, StepTag.Up(migration.Tag))
{
    private protected override IEnumerable<Bookkeeping> Begun(SqlStatement next) => Row(HistoryState.Running, next.Number - 1);

    private protected override IEnumerable<Bookkeeping> Reached(SqlStatement last) =>
        Row(Ends(last) ? HistoryState.Applied : HistoryState.Running, last.Number);

    // A run that is killed before it verified must not leave the fingerprint of before.
    private Bookkeeping[] Row(HistoryState state, int done)
    {
        var row = new SaveHistory(HistoryRow.Of(migration, state, done, run));
        return overtaken is null ? [row] : [row, new SaveFingerprint(overtaken, null)];
    }
}

/// <summary>The bookkeeping of a down-script, of which each transaction leaves a step.</summary>
internal sealed class RollbackProgress(Migration migration, SqlScript down) : ScriptProgress(down, StepTag.Down(migration.Tag))
{
    public override IEnumerable<Bookkeeping> Through(SqlStatement last) =>
        Ends(last) ? Reached(last) : [new SaveStep(Step(last, StepState.Done, Probe.Absent))];

    private protected override IEnumerable<Bookkeeping> Begun(SqlStatement next) => [];

    private protected override IEnumerable<Bookkeeping> Reached(SqlStatement last) => Ends(last) ? SaveRollback.Of(migration) : [];
}
