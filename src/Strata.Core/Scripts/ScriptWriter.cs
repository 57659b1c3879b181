using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Scripts;

/// <summary>
/// Writes migrations as a script for another client than ours: the same transactions, and the same bookkeeping around them, as in a run.
/// </summary>
/// <param name="request">The script.</param>
/// <param name="author">Recorded with the rows.</param>
/// <param name="probe">Recorded with a statement outside of a transaction, as no script can ask the catalog.</param>
/// <param name="literal">Writes text as a constant.</param>
internal abstract class ScriptWriter(ScriptRequest request, RunInfo author, Probe probe, Func<string, string> literal)
{
    protected ScriptRequest Request { get; } = request;

    protected ScriptText Text { get; } = new(literal);

    /// <summary>The whole script.</summary>
    public string Write()
    {
        foreach (var line in Request.Title)
            Text.Line($"-- {line}");
        Open();
        foreach (var migration in Request.Chosen)
            Write(migration);
        Close();
        return Text.ToString();
    }

    /// <summary>The beginning: settings, the lock, the checks, the tables, the stamp.</summary>
    protected abstract void Open();

    /// <summary>The end.</summary>
    protected virtual void Close() { }

    /// <summary>A line that names the migration that follows.</summary>
    protected abstract void Announce(string line);

    /// <summary>Begins a transaction.</summary>
    protected abstract void Begin(Migration migration);

    /// <summary>Before the transaction of some statements.</summary>
    protected virtual void Enter(ImmutableArray<SqlStatement> statements) { }

    /// <summary>A statement in a transaction.</summary>
    protected virtual void Statement(SqlStatement statement) => Text.Statement(statement);

    /// <summary>In the transaction, before its statements.</summary>
    protected virtual void CheckBefore(ImmutableArray<SqlStatement> statements) { }

    /// <summary>In the transaction, after its statements.</summary>
    protected virtual void CheckAfter(ImmutableArray<SqlStatement> statements) { }

    /// <summary>Ends the transaction of some statements: what is deferred until then runs now.</summary>
    protected virtual void Commit() => Text.Line("COMMIT;");

    /// <summary>After the transaction of some statements.</summary>
    protected virtual void Leave(ImmutableArray<SqlStatement> statements) { }

    /// <summary>A statement outside of any transaction.</summary>
    protected virtual void Alone(SqlStatement statement) => Text.Statement(statement);

    /// <summary>The SQL of a change of the record.</summary>
    protected abstract IEnumerable<(string Sql, object?[] Values)> Statements(Bookkeeping change);

    /// <summary>In an idempotent script: runs it only where the database has all that a squash replaces, and not the squash.</summary>
    protected virtual void IfReplaced(Migration squash, Action write) => write();

    /// <summary>In an idempotent script: runs it only where the database does not have these statements.</summary>
    protected virtual void IfPending(Migration migration, SqlStatement last, Action write) => write();

    private void Write(Migration migration)
    {
        var progress = Request.ProgressOf(migration, author);
        Text.Line();
        Announce($"{migration.Tag}{(Request.IsDown ? ": rolled back" : "")}");
        if (Request.IsIdempotent && migration.Entry.Replaces.Count > 0)
            IfReplaced(migration, () => Record(migration, [new SaveHistory(Squash(migration))]));
        foreach (var group in progress.Script.Groups)
        {
            if (Request.IsIdempotent)
                IfPending(migration, group.Statements[^1], () => Write(migration, progress, group));
            else
                Write(migration, progress, group);
        }
        if (progress.Script.Statements.IsEmpty)
            Record(migration, SaveRollback.Of(migration));
    }

    private void Write(Migration migration, ScriptProgress progress, StatementGroup group)
    {
        var last = group.Statements[^1];
        if (group.Transaction == TransactionMode.None)
        {
            Record(migration, progress.Intent(last, probe));
            Alone(last);
            Record(migration, progress.Done(last, probe));
            return;
        }
        Enter(group.Statements);
        Begin(migration);
        CheckBefore(group.Statements);
        foreach (var statement in group.Statements)
            Statement(statement);
        CheckAfter(group.Statements);
        Save(progress.Through(last));
        Commit();
        Leave(group.Statements);
    }

    private HistoryRow Squash(Migration migration) =>
        HistoryRow.Of(migration, HistoryState.Applied, migration.Script.Statements.Length, author) with
        {
            Kind = HistoryKind.Squash,
        };

    private void Record(Migration migration, IEnumerable<Bookkeeping> changes)
    {
        Begin(migration);
        Save(changes);
        Text.Line("COMMIT;");
    }

    private void Save(IEnumerable<Bookkeeping> changes)
    {
        foreach (var (sql, values) in changes.SelectMany(Statements))
            Text.Statement(sql, values);
    }
}
