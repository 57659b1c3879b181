using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;
using Strata.Postgres.Record;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Scripts;

/// <summary>Migrations as a script for psql, with everything the executor does around them: lock, checks, record, fence.</summary>
/// <remarks>https://www.postgresql.org/docs/current/app-psql.html: <c>\gset</c> makes variables of a row, <c>\if</c> passes over what the
/// database has.</remarks>
public sealed class PostgresScript(ScriptRequest request)
{
    private const string Key =
        $"('x' || pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(pg_catalog.convert_to('{Bookkeeper.LockName}"
        + $"' || pg_catalog.current_database(), 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint";

    // As long as somebody who waits behind it may have to; psql does not try again.
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(5);
    private static readonly SqlValue s_fence = new(":strata_fence");
    private static readonly (object By, object Host) s_author = (
        new SqlValue("session_user"),
        new SqlValue("coalesce(pg_catalog.host(pg_catalog.inet_client_addr()), 'local')")
    );
    private static readonly SqlValue s_identity = new(
        "pg_catalog.md5(pg_catalog.random()::text || pg_catalog.clock_timestamp()::text)::uuid"
    );
    private readonly ScriptText _text = new(PostgresSql.Lit);
    private readonly ScriptGuard _guard = new(
        request,
        "strata.history",
        "strata.step",
        "applied",
        "rolled_back",
        "intent",
        PostgresSql.Lit
    );

    /// <summary>The whole script.</summary>
    /// <exception cref="ProblemException">A statement cannot run outside of a transaction (ST1214, ST3030).</exception>
    public string Write()
    {
        foreach (var line in request.Title)
            _text.Line($"-- {line}");
        _text.Line("-- run with: psql -X -v ON_ERROR_STOP=1 -f FILE DATABASE").Line("\\set ON_ERROR_STOP on").Line("\\set AUTOCOMMIT on");
        Settle();
        Refuse();
        Prepare();
        foreach (var migration in request.Chosen)
            Migration(migration);
        return _text.Line().Line($"DO $strata$ BEGIN PERFORM pg_catalog.pg_advisory_unlock({Key}); END $strata$;").ToString();
    }

    // RESET ALL takes the client's encoding back as well, and the file is what it is.
    private void Settle()
    {
        var sql = _text.With(SessionSettings.OfSession, [SessionSettings.SearchPath, new SqlValue("pg_catalog.pg_backend_pid()")]);
        _text.Line("\\encoding UTF8").Line($"SELECT pg_catalog.count(s.value) AS strata_settings FROM ({sql}) s (value)").Line("\\gset");
    }

    private void Refuse()
    {
        var other = request.Environment is { } name ? $" OR environment <> {PostgresSql.Lit(name)}" : "";
        var absent =
            request.From == 0
                ? "RETURN;"
                : $"RAISE EXCEPTION 'this database is at no migration, and the script begins at %; nothing was changed', {PostgresSql.Lit(request.State(request.From))}"
                    + $";";
        _text
            .Line()
            .Line(
                $"""
                DO $strata$
                DECLARE problem text;
                BEGIN
                  IF NOT pg_catalog.pg_try_advisory_lock({Key}) THEN
                    RAISE EXCEPTION 'another run of migrations holds the lock; nothing was changed';
                  END IF;
                  IF pg_catalog.to_regclass('strata.history') IS NULL THEN
                    {absent}
                  END IF;
                  IF (SELECT format > {Bookkeeper.Format} FROM strata.lock) THEN
                    RAISE EXCEPTION 'a newer Strata wrote this database''s record; nothing was changed';
                  END IF;
                  SELECT pg_catalog.format('this database is stamped "%s" and changed by %s; nothing was changed', environment, mode) INTO problem FROM strata.stamp WHERE mode <> 'migrate'{other};
                  IF problem IS NULL THEN
                    problem := ({_guard.Query()}) || '; nothing was changed';
                  END IF;
                  IF problem IS NOT NULL THEN
                    RAISE EXCEPTION '%', problem;
                  END IF;
                END $strata$;
                """
            );
    }

    private void Prepare()
    {
        _text
            .Line()
            .Line("SELECT pg_catalog.to_regclass('strata.history') IS NULL AS strata_new")
            .Line("\\gset")
            .Line("\\if :strata_new")
            .Line("BEGIN;")
            .Line("SET LOCAL client_min_messages = warning;");
        foreach (var sql in Bookkeeper.Create)
            _text.Line(sql + ";");
        _text.Line("COMMIT;").Line("\\endif");
        _text
            .Statement(Bookkeeper.Raise, [1L, new SqlValue($"session_user || ' with psql, ' || {PostgresSql.Lit(request.Run.Tool)}")], "")
            .Line("\\gset strata_");
        if (request.Environment is not { } environment)
            return;
        _text.Line("SELECT count(*) = 0 AS strata_new FROM strata.stamp").Line("\\gset").Line("\\if :strata_new");
        var (stamp, values) = Bookkeeper.Stamped(
            s_fence,
            new Stamp(environment, StampMode.Migrate, request.Policy, Guid.Empty),
            s_identity
        );
        Begin().Statement(stamp, values).Line("COMMIT;").Line("\\endif");
    }

    private ScriptText Begin() =>
        _text
            .Line("BEGIN;")
            .Statement(
                SessionSettings.OfTransaction,
                [
                    SessionSettings.Milliseconds(s_lockTimeout),
                    SessionSettings.Milliseconds(new MigratorOptions().StatementTimeout),
                    SessionSettings.SearchPath,
                    false,
                ],
                ""
            )
            .Line("\\gset strata_");

    private void Migration(Migration migration)
    {
        var script = request.IsDown ? request.Downs[migration.Tag] : migration.Script;
        _text.Line().Line($"\\echo '{migration.Tag}{(request.IsDown ? ": taken back" : "")}'");
        var groups = PostgresStatements.Group(script);
        if (request.IsIdempotent && migration.Entry.Replaces.Count > 0)
            Recorded(migration);
        foreach (var group in groups)
        {
            if (request.IsIdempotent)
                _text
                    .Statement(
                        "SELECT coalesce((SELECT CASE WHEN state = 'applied' THEN 2147483647 ELSE statements_done END FROM "
                            + "strata.history WHERE tag = $1 AND state <> 'rolled_back'), 0) < $2 AS strata_run",
                        [migration.Tag, group.Statements[^1].Number],
                        ""
                    )
                    .Line("\\gset")
                    .Line("\\if :strata_run");
            if (group.Transaction == TransactionMode.None)
                Alone(migration, script, group.Statements[0]);
            else
                Shared(migration, script, group.Statements);
            if (request.IsIdempotent)
                _text.Line("\\endif");
        }
        if (request.IsDown && (groups.IsEmpty || groups[^1].Transaction == TransactionMode.None))
            Record(SaveRollback.Of(migration));
    }

    /// <summary>A squash of what the database has is recorded, and its statements are passed over.</summary>
    private void Recorded(Migration migration)
    {
        _text
            .Statement(
                $"SELECT {_guard.HasReplaced(migration)} AND NOT EXISTS (SELECT FROM strata.history WHERE tag = $1 AND "
                    + $"state = 'applied') AS strata_run",
                [migration.Tag],
                ""
            )
            .Line("\\gset")
            .Line("\\if :strata_run");
        Record(
            new SaveHistory(
                HistoryRow.Of(migration, HistoryState.Applied, migration.Script.Statements.Length, request.Run) with
                {
                    Kind = HistoryKind.Squash,
                }
            )
        );
        _text.Line("\\endif");
    }

    private void Shared(Migration migration, SqlScript script, ImmutableArray<SqlStatement> statements)
    {
        Begin();
        foreach (var statement in statements)
        {
            if (statement.CopyData is null)
                _text.Statement(statement);
            else
                Copy(statement);
        }
        var last = statements[^1];
        Save(request.Progress(migration, script, last, request.Run));
        _text.Line("COMMIT;");
        if (!statements.Any(SessionSettings.IsChangedBy))
            return;
        _text.Line("RESET ALL;");
        Settle();
    }

    private void Alone(Migration migration, SqlScript script, SqlStatement statement)
    {
        PostgresStatements.RequireAlone(statement, "psql");
        var tag = request.IsDown ? migration.Tag + ":down" : migration.Tag;
        var step = new StepRow(tag, statement.Number, statement.Hash, StepState.Intent, Probe.Absent);
        if (request.IsDown)
            Record(new SaveStep(step));
        else
            Record(new SaveHistory(HistoryRow.Of(migration, HistoryState.Running, statement.Number - 1, request.Run)), new SaveStep(step));
        _text.Line("SET statement_timeout = 0;").Statement(statement);
        var done = new SaveStep(step with { State = StepState.Done });
        if (request.IsDown)
            Record(done);
        else
            Record([done, .. request.Progress(migration, script, statement, request.Run)]);
    }

    private void Record(params Bookkeeping[] changes)
    {
        Begin();
        Save(changes);
        _text.Line("COMMIT;");
    }

    private void Save(params Bookkeeping[] changes)
    {
        foreach (var (sql, values) in changes.SelectMany(c => Bookkeeper.Statements(c, s_fence, s_author)))
            _text.Statement(sql, values);
    }

    // psql reads what it passes over as SQL, which rows are not: they are always read, into a table of nobody's when the database has them
    // already.
    private void Copy(SqlStatement statement)
    {
        if (!request.IsIdempotent)
        {
            _text.Statement(statement).Line(statement.Data + "\\.");
            return;
        }
        _text
            .Line($"\\set strata_copy {Quoted(statement.Text)}")
            .Line("\\else")
            .Line("CREATE TEMPORARY TABLE IF NOT EXISTS strata_passed_over (line text);")
            .Line(
                $"\\set strata_copy {Quoted("COPY pg_temp.strata_passed_over FROM stdin WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')")}"
            )
            .Line("\\endif")
            .Line(":strata_copy ;")
            .Line(statement.Data + "\\.")
            .Line("\\if :strata_run");
    }

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}"
        + $"'";
}
