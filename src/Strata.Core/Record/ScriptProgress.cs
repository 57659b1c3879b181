using Strata.Core.MigrationFiles;
using Strata.Core.Sql;

namespace Strata.Core.Record;

/// <summary>The bookkeeping around the statements of a script: the same whether we run it or another client does.</summary>
internal abstract class ScriptProgress(SqlScript script, StepTag tag)
{
    public SqlScript Script { get; } = script;

    public StepTag Tag { get; } = tag;

    /// <summary>The step of a statement that an earlier run left; null where there is none, or it was another statement's.</summary>
    public StepRow? StepOf(SqlStatement statement, IEnumerable<StepRow> steps) =>
        steps.FirstOrDefault(s => s.Tag == Tag && s.Number == statement.Number && s.Hash == statement.Hash);

    /// <summary>
    /// True where an earlier run sent a statement outside of a transaction, and did not record that it is done: its effect is looked for,
    /// also where it has a transaction by now.
    /// </summary>
    public bool WasSent(SqlStatement statement, IEnumerable<StepRow> steps) => StepOf(statement, steps) is { State: StepState.Intent };

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

    protected StepRow Step(SqlStatement statement, StepState state, Probe found) =>
        new(Tag, statement.Number, statement.Hash, state, found);

    /// <summary>The row of the migration before a statement.</summary>
    private protected abstract IEnumerable<Bookkeeping> Begun(SqlStatement next);

    /// <summary>The row of the migration after a statement.</summary>
    private protected abstract IEnumerable<Bookkeeping> Reached(SqlStatement last);
}

/// <summary>The bookkeeping of a migration.</summary>
/// <param name="migration">The migration.</param>
/// <param name="run">Recorded with its row.</param>
/// <param name="overtaken">The head whose fingerprint no longer holds once this has run; null where it runs in its turn.</param>
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
