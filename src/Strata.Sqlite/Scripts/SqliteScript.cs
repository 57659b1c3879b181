using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Sqlite.Record;
using Strata.Sqlite.SqlWriting;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Scripts;

/// <summary>Migrations as a script for the sqlite3 shell: with checks and record.</summary>
public sealed class SqliteScript(ScriptRequest request)
{
    /// <summary>The whole script.</summary>
    public string Write() => new SqliteScriptWriter(request).Write();
}

/// <inheritdoc />
/// <remarks>The shell has no conditions: a requirement is a row that a CHECK lets in or not, and <c>.bail on</c> ends at the first error,
/// which rolls back.</remarks>
internal sealed class SqliteScriptWriter(ScriptRequest request)
    : ScriptWriter(request, request.Run with { By = "script", Host = "sqlite3" }, Probe.Repeatable, SqliteSql.Lit)
{
    private static readonly SqlValue s_identity = new(
        "(SELECT substr(x, 1, 8) || '-' || substr(x, 9, 4) || '-4' || substr(x, 14, 3) || '-8' || substr(x, 18, 3) || '-' || "
            + "substr(x, 21, 12) FROM (SELECT lower(hex(randomblob(16))) AS x))"
    );

    protected override void Open()
    {
        Text.Line("-- run with: sqlite3 DATABASE < FILE").Line(".bail on").Line(".timeout 5000").Line("PRAGMA foreign_keys = ON;");
        Text.Line(
            "CREATE TEMPORARY TABLE strata_check (wrong INTEGER CONSTRAINT \"the database is not as the script needs it: it was rolled "
                + "back\" CHECK (wrong = 0));"
        );
        Text.Line("CREATE TEMPORARY TABLE strata_before (violations INTEGER);");
        Prepare();
    }

    protected override void Announce(string line) => Text.Line($"-- {line}");

    // Another process may have written between two transactions: each checks again.
    protected override void Begin(Migration migration)
    {
        Text.Line("BEGIN IMMEDIATE;");
        var applied = $"EXISTS (SELECT 1 FROM __strata_history WHERE tag = {SqliteSql.Lit(migration.Tag)} AND state = 'applied')";
        Require(Request.IsDown ? $"NOT {applied}" : applied);
    }

    protected override IEnumerable<(string Sql, object?[] Values)> Statements(Bookkeeping change) => SqliteBookkeeper.Statements(change);

    protected override void Enter(ImmutableArray<SqlStatement> statements)
    {
        if (statements.Any(SqliteStatements.SwitchesOff))
            Text.Line("PRAGMA foreign_keys = OFF;");
    }

    protected override void Statement(SqlStatement statement)
    {
        if (!SqliteStatements.SwitchesForeignKeys(statement))
            Text.Statement(statement);
    }

    protected override void CheckBefore(ImmutableArray<SqlStatement> statements)
    {
        if (statements.Any(SqliteStatements.SwitchesOff))
            Text.Line("DELETE FROM temp.strata_before;")
                .Line("INSERT INTO temp.strata_before SELECT count(*) FROM pragma_foreign_key_check;");
    }

    protected override void CheckAfter(ImmutableArray<SqlStatement> statements)
    {
        if (statements.Any(SqliteStatements.SwitchesOff))
            Require("(SELECT count(*) FROM pragma_foreign_key_check) > (SELECT violations FROM temp.strata_before)");
    }

    protected override void Leave(ImmutableArray<SqlStatement> statements)
    {
        if (statements.Any(SqliteStatements.SwitchesOff))
            Text.Line("PRAGMA foreign_keys = ON;");
    }

    private void Prepare()
    {
        var other = Request.Environment is { } name ? $" OR environment <> {SqliteSql.Lit(name)}" : "";
        Text.Line().Line("BEGIN IMMEDIATE;");
        foreach (var sql in SqliteRecordTables.Create)
            Text.Line(sql + ";");
        Require($"(SELECT format > {SqliteRecordTables.Format} FROM __strata_format)");
        Require($"EXISTS (SELECT 1 FROM __strata_stamp WHERE mode <> 'migrate'{other})");
        var guard = new ScriptGuard(Request, "__strata_history", "__strata_step", SqliteSql.Lit);
        Text.Line($"CREATE TEMPORARY TABLE strata_problem AS {guard.Query()} AS problem;")
            .Line("SELECT problem FROM strata_problem WHERE problem IS NOT NULL;");
        Require("(SELECT problem IS NOT NULL FROM strata_problem)");
        if (Request.Environment is { } environment)
        {
            var stamp = new Stamp(environment, StampMode.Migrate, Request.Policy, Guid.Empty);
            var (sql, values) = SqliteBookkeeper.Stamped(stamp, s_identity);
            Text.Statement(sql, values, " ON CONFLICT DO NOTHING;");
        }
        Text.Line("COMMIT;");
    }

    private void Require(string wrong) => Text.Line($"INSERT INTO temp.strata_check VALUES ({wrong});");
}
