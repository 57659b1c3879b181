using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Sqlite.Execution;
using Strata.Sqlite.Record;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Scripts;

/// <summary>Migrations as a script for the sqlite3 shell, with everything the executor does around them.</summary>
/// <remarks>The shell knows no conditions: what must hold is a row that a CHECK lets in or not, and <c>.bail on</c> ends at the first
/// error, which rolls back.</remarks>
public sealed class SqliteScript(ScriptRequest request)
{
    private static readonly SqlValue s_identity = new(
        "(SELECT substr(x, 1, 8) || '-' || substr(x, 9, 4) || '-4' || substr(x, 14, 3) || '-8' || substr(x, 18, "
            + "3) || '-' || substr(x, 21, 12) FROM (SELECT lower(hex(randomblob(16))) AS x))"
    );

    private readonly ScriptText _text = new(SqliteSql.Lit);
    private readonly RunInfo _run = request.Run with { By = "script", Host = "sqlite3" };

    /// <summary>The whole script.</summary>
    public string Write()
    {
        foreach (var line in request.Title)
            _text.Line($"-- {line}");
        _text.Line("-- run with: sqlite3 DATABASE < FILE").Line(".bail on").Line(".timeout 5000").Line("PRAGMA foreign_keys = ON;");
        _text.Line(
            "CREATE TEMPORARY TABLE strata_check (wrong INTEGER CONSTRAINT \"the database is not as the script needs "
                + "it: it was rolled back\" CHECK (wrong = 0));"
        );
        _text.Line("CREATE TEMPORARY TABLE strata_before (violations INTEGER);");
        Prepare();
        foreach (var migration in request.Chosen)
            Migration(migration);
        return _text.ToString();
    }

    private void Prepare()
    {
        var guard = new ScriptGuard(
            request,
            "__strata_history",
            "__strata_step",
            nameof(HistoryState.Applied),
            nameof(HistoryState.RolledBack),
            nameof(StepState.Intent),
            SqliteSql.Lit
        ).Query();
        _text.Line().Line("BEGIN IMMEDIATE;");
        foreach (var sql in SqliteBookkeeper.Create)
            _text.Line(sql + ";");
        Require($"(SELECT format > {SqliteBookkeeper.Format} FROM __strata_format)");
        Require(
            $"EXISTS (SELECT 1 FROM __strata_stamp WHERE mode <> 'migrate'{(request.Environment is { } name ? $" OR environment <> {SqliteSql.Lit(name)}" : "")}"
                + $")"
        );
        _text
            .Line($"CREATE TEMPORARY TABLE strata_problem AS {guard} AS problem;")
            .Line("SELECT problem FROM strata_problem WHERE problem IS NOT NULL;");
        Require("(SELECT problem IS NOT NULL FROM strata_problem)");
        if (request.Environment is { } environment)
        {
            var (sql, values) = SqliteBookkeeper.Stamped(new Stamp(environment, StampMode.Migrate, request.Policy, Guid.Empty), s_identity);
            _text.Statement(sql, values, " ON CONFLICT DO NOTHING;");
        }
        _text.Line("COMMIT;");
    }

    private void Require(string wrong) => _text.Line($"INSERT INTO temp.strata_check VALUES ({wrong});");

    private void Migration(Migration migration)
    {
        var script = request.IsDown ? request.Downs[migration.Tag] : migration.Script;
        _text.Line().Line($"-- {migration.Tag}{(request.IsDown ? ": taken back" : "")}");
        var groups = SqliteStatements.Group(script);
        foreach (var group in groups)
        {
            if (group.Transaction == TransactionMode.None)
                Alone(migration, script, group.Statements[0]);
            else
                Shared(migration, script, group.Statements);
        }
        if (request.IsDown && (groups.IsEmpty || groups[^1].Transaction == TransactionMode.None))
            Record(migration, SaveRollback.Of(migration));
    }

    private void Shared(Migration migration, SqlScript script, ImmutableArray<SqlStatement> statements)
    {
        var off = statements.Any(SqliteStatements.SwitchesOff);
        if (off)
            _text.Line("PRAGMA foreign_keys = OFF;");
        Begin(migration);
        if (off)
            _text
                .Line("DELETE FROM temp.strata_before;")
                .Line("INSERT INTO temp.strata_before SELECT count(*) FROM pragma_foreign_key_check;");
        foreach (var statement in statements.Where(s => !SqliteStatements.SwitchesForeignKeys(s)))
            _text.Statement(statement);
        if (off)
            Require("(SELECT count(*) FROM pragma_foreign_key_check) > (SELECT violations FROM temp.strata_before)");
        Save(request.Progress(migration, script, statements[^1], _run));
        _text.Line("COMMIT;");
        if (off)
            _text.Line("PRAGMA foreign_keys = ON;");
    }

    // Another process may have written between two transactions: each looks again.
    private void Begin(Migration migration)
    {
        _text.Line("BEGIN IMMEDIATE;");
        Require(
            $"{(request.IsDown ? "NOT " : "")}EXISTS (SELECT 1 FROM __strata_history WHERE tag = {SqliteSql.Lit(migration.Tag)}"
                + $" AND state = 'Applied')"
        );
    }

    private void Alone(Migration migration, SqlScript script, SqlStatement statement)
    {
        var step = new StepRow(
            request.IsDown ? migration.Tag + ":down" : migration.Tag,
            statement.Number,
            statement.Hash,
            StepState.Intent,
            Probe.Repeatable
        );
        if (request.IsDown)
            Record(migration, new SaveStep(step));
        else
            Record(
                migration,
                new SaveHistory(HistoryRow.Of(migration, HistoryState.Running, statement.Number - 1, _run)),
                new SaveStep(step)
            );
        _text.Statement(statement);
        var done = new SaveStep(step with { State = StepState.Done });
        if (request.IsDown)
            Record(migration, done);
        else
            Record(migration, [done, .. request.Progress(migration, script, statement, _run)]);
    }

    private void Record(Migration migration, params Bookkeeping[] changes)
    {
        Begin(migration);
        Save(changes);
        _text.Line("COMMIT;");
    }

    private void Save(params Bookkeeping[] changes)
    {
        foreach (var (sql, values) in changes.SelectMany(SqliteBookkeeper.Statements))
            _text.Statement(sql, values);
    }
}
