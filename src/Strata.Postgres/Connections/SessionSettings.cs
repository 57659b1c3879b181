using Strata.Core.Sql;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.Connections;

/// <summary>The settings that a run makes for itself, as SQL: an executor sends it with values, a script has them written in.</summary>
internal static class SessionSettings
{
    /// <summary>The schema that unqualified names are looked for and created in.</summary>
    public const string SearchPath = "public";

    /// <summary>For a whole session: <c>$1</c> is the process that is to have them.</summary>
    public const string OfSession = $"""
        SELECT pg_catalog.set_config(s.name, v.value, false) FROM pg_catalog.pg_settings s
        JOIN (VALUES ('search_path', '{OwnSql.Path}'), ('statement_timeout', '0'), ('lock_timeout', '0'),
          ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'), ('standard_conforming_strings', 'on'),
          ('default_transaction_isolation', 'read committed'), ('client_connection_check_interval', '2s')) v (name, value)
          ON v.name OPERATOR(pg_catalog.=) s.name
        WHERE pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $1
        """;

    /// <summary>
    /// For one transaction: <c>$1</c> and <c>$2</c> are the timeouts, <c>$3</c> is true where a later transaction makes it durable,
    /// <c>$4</c> is the search path, and <c>$5</c> is true where it holds for this transaction alone.
    /// </summary>
    public const string OfTransaction = """
        SELECT pg_catalog.set_config('lock_timeout', $1, true), pg_catalog.set_config('statement_timeout', $2, true),
          pg_catalog.set_config('search_path', $4, $5),
          pg_catalog.set_config('synchronous_commit',
            CASE WHEN $3 THEN 'off' ELSE pg_catalog.current_setting('synchronous_commit') END, true),
          pg_catalog.set_config('strata.transaction', pg_catalog.txid_current()::text, true)
        """;

    /// <summary>For the statements of a migration: <c>$1</c> is the search path, <c>$2</c> is true for this transaction alone.</summary>
    public const string OfStatements = "SELECT pg_catalog.set_config('search_path', $1, $2)";

    /// <summary>
    /// Keeps the settings of a session for <see cref="Restore"/>, in the same transaction; those that are not the session's own have their
    /// default.
    /// </summary>
    public const string Remember = """
        SELECT pg_catalog.set_config('strata.settings', coalesce((SELECT pg_catalog.jsonb_object_agg(s.name, s.setting)
          FROM pg_catalog.pg_settings s WHERE s.source OPERATOR(pg_catalog.=) 'session')::text, '{}'), true)
        """;

    /// <summary>Makes the session's settings what they were. Those of a transaction end with it, and cannot be set at its end.</summary>
    public const string Restore = """
        SELECT pg_catalog.set_config(s.name, b.value, false) FROM pg_catalog.pg_settings s
        LEFT JOIN pg_catalog.jsonb_each_text(pg_catalog.current_setting('strata.settings')::pg_catalog.jsonb) b ON b.key = s.name
        WHERE (s.source = 'session' OR b.key IS NOT NULL) AND s.setting IS DISTINCT FROM b.value AND s.context IN ('user', 'superuser')
          AND s.name NOT IN ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
        """;

    public static string Milliseconds(TimeSpan time) => $"{(long)time.TotalMilliseconds}ms";

    /// <summary>A setting that would outlive the transaction: one of the migration, and not of the next one.</summary>
    public static bool IsChangedBy(SqlStatement s) => s.Is(0, "SET") && !s.Is(1, "LOCAL") && !s.Is(1, "CONSTRAINTS");

    /// <summary>The custom setting that a statement makes for the session; the catalog does not list those.</summary>
    public static string? CustomName(SqlStatement s) =>
        IsChangedBy(s) && QualifiedName.Read(s, s.Is(1, "SESSION") ? 2 : 1) is { Name: var name } && name.Contains('.') ? name : null;
}
