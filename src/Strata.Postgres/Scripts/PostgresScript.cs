using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Postgres.Connections;
using Strata.Postgres.Record;
using Strata.Postgres.SqlWriting;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.Scripts;

/// <summary>Migrations as a script for psql: with lock, checks, record and fence.</summary>
public sealed class PostgresScript(ScriptRequest request)
{
    /// <summary>The whole script.</summary>
    /// <exception cref="ProblemException">A statement cannot run outside of a transaction (ST1214, ST3030).</exception>
    public string Write() => new PostgresScriptWriter(request).Write();
}

/// <inheritdoc />
/// <remarks>https://www.postgresql.org/docs/current/app-psql.html: <c>\gset</c> makes variables of a row, <c>\if</c> skips what the
/// database has.</remarks>
internal sealed class PostgresScriptWriter(ScriptRequest request) : ScriptWriter(request, request.Run, Probe.Absent, PostgresSql.Lit)
{
    private const string Key =
        $"('x' || pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(pg_catalog.convert_to('{RecordTables.LockName}' || "
        + "pg_catalog.current_database(), 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint";

    // Longer than a run's, as psql does not try again.
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(5);
    private static readonly SqlValue s_fence = new(":strata_fence");
    private static readonly SqlValue s_user = new("session_user");
    private static readonly SqlValue s_host = new("coalesce(pg_catalog.host(pg_catalog.inet_client_addr()), 'local')");
    private static readonly SqlValue s_identity = new(
        "pg_catalog.md5(pg_catalog.random()::text || pg_catalog.clock_timestamp()::text)::uuid"
    );
    private readonly ScriptGuard _guard = new(request, "strata.history", "strata.step", PostgresSql.Lit);

    protected override void Open()
    {
        Text.Line("-- run with: psql -X -v ON_ERROR_STOP=1 -f FILE DATABASE").Line("\\set ON_ERROR_STOP on").Line("\\set AUTOCOMMIT on");
        Settings();
        Refuse();
        Prepare();
    }

    protected override void Close() => Text.Line().Line($"DO $strata$ BEGIN PERFORM pg_catalog.pg_advisory_unlock({Key}); END $strata$;");

    protected override void Announce(string line) => Text.Line($"\\echo '{line}'");

    protected override void Begin(Migration migration) => Begin();

    protected override IEnumerable<(string Sql, object?[] Values)> Statements(Bookkeeping change) =>
        Bookkeeper.Statements(change, s_fence, (s_user, s_host));

    protected override void Statement(SqlStatement statement)
    {
        if (statement.CopyData is null)
            Text.Statement(statement);
        else if (!Request.IsIdempotent)
            Text.Statement(statement).Line(statement.Data + "\\.");
        else
            ConditionalCopy(statement);
    }

    protected override void CheckBefore(ImmutableArray<SqlStatement> statements) =>
        Text.Line($"SET LOCAL search_path = {SessionSettings.SearchPath};");

    protected override void CheckAfter(ImmutableArray<SqlStatement> statements) => Text.Line(OwnSql.OfSession + ";");

    protected override void Commit() => Text.Line($"SET LOCAL search_path = {SessionSettings.SearchPath};").Line("COMMIT;");

    protected override void Leave(ImmutableArray<SqlStatement> statements)
    {
        if (!statements.Any(SessionSettings.IsChangedBy))
            return;
        Text.Line("RESET ALL;");
        Settings();
    }

    protected override void Alone(SqlStatement statement)
    {
        PostgresStatements.RequireAlone(statement, "psql");
        Text.Line("SET statement_timeout = 0;")
            .Line($"SET search_path = {SessionSettings.SearchPath};")
            .Statement(statement)
            .Line(OwnSql.OfSession + ";");
    }

    protected override void IfReplaced(Migration squash, Action write) =>
        If(
            $"SELECT {_guard.HasReplaced(squash)} AND NOT EXISTS (SELECT FROM strata.history WHERE tag = $1 AND state = 'applied') "
                + "AS strata_run",
            [squash.Tag],
            write
        );

    protected override void IfPending(Migration migration, SqlStatement last, Action write) =>
        If(
            "SELECT coalesce((SELECT CASE WHEN state = 'applied' THEN 2147483647 ELSE statements_done END FROM strata.history "
                + "WHERE tag = $1 AND state <> 'rolled_back'), 0) < $2 AS strata_run",
            [migration.Tag, last.Number],
            write
        );

    private void If(string sql, object?[] values, Action write)
    {
        Text.Statement(sql, values, "").Line("\\gset").Line("\\if :strata_run");
        write();
        Text.Line("\\endif");
    }

    // RESET ALL takes the client's encoding back as well, and the file is what it is.
    private void Settings()
    {
        var sql = Text.With(SessionSettings.OfSession, [new SqlValue("pg_catalog.pg_backend_pid()")]);
        Text.Line("\\encoding UTF8")
            .Line(OwnSql.OfSession + ";")
            .Line($"SELECT pg_catalog.count(s.value) AS strata_settings FROM ({sql}) s (value)")
            .Line("\\gset");
    }

    private void Refuse()
    {
        var other = Request.Environment is { } name ? $" OR environment <> {PostgresSql.Lit(name)}" : "";
        var absent =
            Request.From == 0
                ? "RETURN;"
                : "RAISE EXCEPTION 'this database is at no migration, and the script begins at %; nothing was changed', "
                    + $"{PostgresSql.Lit(Request.State(Request.From))};";
        Text.Line()
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
                  IF (SELECT format > {RecordTables.Format} FROM strata.lock) THEN
                    RAISE EXCEPTION 'a newer Strata wrote this database''s record; nothing was changed';
                  END IF;
                  SELECT pg_catalog.format('this database is stamped "%s" and changed by %s; nothing was changed', environment, mode)
                    INTO problem FROM strata.stamp WHERE mode <> 'migrate'{other};
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
        Text.Line()
            .Line("SELECT pg_catalog.to_regclass('strata.history') IS NULL AS strata_new")
            .Line("\\gset")
            .Line("\\if :strata_new")
            .Line("BEGIN;")
            .Line("SET LOCAL client_min_messages = warning;");
        foreach (var sql in RecordTables.Create)
            Text.Line(sql + ";");
        Text.Line("COMMIT;").Line("\\endif");
        Text.Statement(Bookkeeper.Raise, [1L, new SqlValue($"session_user || ' with psql, ' || {PostgresSql.Lit(Request.Run.Tool)}")], "")
            .Line("\\gset strata_");
        if (Request.Environment is not { } environment)
            return;
        Text.Line("SELECT pg_catalog.count(*) = 0 AS strata_new FROM strata.stamp").Line("\\gset").Line("\\if :strata_new");
        var stamp = new Stamp(environment, StampMode.Migrate, Request.Policy, Guid.Empty);
        var (insert, values) = Bookkeeper.Stamped(s_fence, stamp, s_identity);
        Begin();
        Text.Statement(insert, values).Line("COMMIT;").Line("\\endif");
    }

    private void Begin() =>
        Text.Line("BEGIN;")
            .Statement(
                SessionSettings.OfTransaction,
                [
                    SessionSettings.Milliseconds(s_lockTimeout),
                    SessionSettings.Milliseconds(new RunOptions().StatementTimeout),
                    false,
                    OwnSql.Path,
                    true,
                ],
                ""
            )
            .Line("\\gset strata_");

    // psql reads what it skips as SQL, which rows are not: they are always read, into a temporary table when the database has them already.
    private void ConditionalCopy(SqlStatement statement)
    {
        const string Skipped = "COPY pg_temp.strata_passed_over FROM stdin WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')";
        Text.Line($"\\set strata_copy {Quoted(statement.Text)}")
            .Line("\\else")
            .Line("CREATE TEMPORARY TABLE IF NOT EXISTS strata_passed_over (line text);")
            .Line($"\\set strata_copy {Quoted(Skipped)}")
            .Line("\\endif")
            .Line(":strata_copy ;")
            .Line(statement.Data + "\\.")
            .Line("\\if :strata_run");
    }

    private static string Quoted(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("'", "''", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"'{escaped}'";
    }
}
