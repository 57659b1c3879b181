using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Transfer;
using Strata.Postgres.Connections;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Transfer;

/// <summary>Something that is suspended while rows are copied.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="On">Its table in SQL; empty for an event trigger.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state, as the catalog has it.</param>
/// <param name="IsOwned">This login may change it.</param>
internal sealed record Suspended(SuspendedKind Kind, string On, string Name, string State, bool IsOwned)
{
    private string Q => PostgresSql.Q(Name);

    /// <summary>The kind and the name, for people.</summary>
    public string Text =>
        Kind switch
        {
            SuspendedKind.Trigger => $"trigger {Q}",
            SuspendedKind.Rule => $"rule {Q}",
            SuspendedKind.Constraint => $"foreign key {Q}, which is part of a circle and not deferrable,",
            _ => $"event trigger {Q}",
        };

    /// <summary>The statement that suspends it.</summary>
    public string Off =>
        Kind switch
        {
            SuspendedKind.Trigger => $"ALTER TABLE ONLY {On} DISABLE TRIGGER {Q}",
            SuspendedKind.Rule => $"ALTER TABLE ONLY {On} DISABLE RULE {Q}",
            SuspendedKind.Constraint => $"ALTER TABLE {On} ALTER CONSTRAINT {Q} DEFERRABLE INITIALLY DEFERRED",
            _ => $"ALTER EVENT TRIGGER {Q} DISABLE",
        };

    /// <summary>The statement that gives it its state again.</summary>
    public string Back =>
        Kind switch
        {
            SuspendedKind.Trigger => $"ALTER TABLE ONLY {On} ENABLE {Firing}TRIGGER {Q}",
            SuspendedKind.Rule => $"ALTER TABLE ONLY {On} ENABLE {Firing}RULE {Q}",
            SuspendedKind.Constraint => $"ALTER TABLE {On} ALTER CONSTRAINT {Q} NOT DEFERRABLE",
            _ => $"ALTER EVENT TRIGGER {Q} ENABLE {Firing}".TrimEnd(),
        };

    // https://www.postgresql.org/docs/current/catalog-pg-trigger.html
    private string Firing =>
        State switch
        {
            "R" => "REPLICA ",
            "A" => "ALWAYS ",
            _ => "",
        };
}

/// <summary>The kinds of what is suspended.</summary>
internal enum SuspendedKind
{
    /// <summary>An event trigger, which would fire for the statements that suspend the others.</summary>
    Event,

    /// <summary>A trigger of a user's.</summary>
    Trigger,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>A foreign key that is not deferrable.</summary>
    Constraint,
}

/// <summary>Suspends in a transaction what must not act on rows that are restored, and gives all of it the state that it had.</summary>
/// <param name="session">The session of the transaction.</param>
/// <param name="plan">The tables.</param>
internal sealed class PostgresSuspension(NpgsqlConnection session, TransferPlan plan)
{
    // Until PostgreSQL 14 a partition's copy of a trigger counts as internal, and has no constraint as the server's own do.
    private const string Triggers = """
        SELECT n.nspname::text, c.relname::text, t.tgname::text, t.tgenabled::text, pg_catalog.pg_has_role(c.relowner, 'USAGE')
        FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE coalesce(pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid, c.oid)
            IN (SELECT pg_catalog.to_regclass(name) FROM pg_catalog.unnest($1::text[]) name)
          AND (NOT t.tgisinternal OR t.tgconstraint = 0) AND t.tgenabled <> 'D' AND t.tgtype & 4 <> 0
        ORDER BY 1, 2, 3
        """;

    private const string Rules = """
        SELECT n.nspname::text, c.relname::text, r.rulename::text, r.ev_enabled::text, pg_catalog.pg_has_role(c.relowner, 'USAGE')
        FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid IN (SELECT pg_catalog.to_regclass(name) FROM pg_catalog.unnest($1::text[]) name)
          AND r.ev_type = '3' AND r.ev_enabled <> 'D'
        ORDER BY 1, 2, 3
        """;

    private const string Constraints = """
        SELECT n.nspname::text, c.relname::text, k.conname::text,
          CASE WHEN k.condeferrable THEN 'deferrable' ELSE '' END || CASE WHEN k.condeferred THEN ' deferred' ELSE '' END,
          pg_catalog.pg_has_role(c.relowner, 'USAGE')
        FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) w (name, key)
        JOIN pg_catalog.pg_constraint k ON k.conrelid = pg_catalog.to_regclass(w.name) AND k.conname = w.key
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        ORDER BY 1, 2, 3
        """;

    // One that this login may not change fires, as it does for whatever this login does.
    private const string Events = """
        SELECT '', '', e.evtname::text, e.evtenabled::text, true FROM pg_catalog.pg_event_trigger e
        WHERE e.evtenabled <> 'D' AND e.evtevent IN ('ddl_command_start', 'ddl_command_end')
          AND pg_catalog.pg_has_role(e.evtowner, 'USAGE')
        ORDER BY 3
        """;

    private List<Suspended> _before = [];

    /// <summary>Sentences on what has to be suspended and belongs to somebody else.</summary>
    public async Task<IReadOnlyList<string>> ForbiddenAsync(CancellationToken cancellationToken) =>
        [
            .. (await ReadAsync(cancellationToken).ConfigureAwait(false))
                .Where(s => !s.IsOwned)
                .Select(s => $"{s.On}: {s.Text} cannot be suspended: this login does not own the table"),
        ];

    /// <summary>Suspends all of it; constraints are checked by <see cref="ResumeAsync"/>.</summary>
    public async Task SuspendAsync(CancellationToken cancellationToken)
    {
        _before = await ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var one in _before)
            await SessionQueries.ExecuteAsync(session, one.Off, cancellationToken).ConfigureAwait(false);
        if (plan.Circular.Count > 0)
            await SessionQueries.ExecuteAsync(session, "SET CONSTRAINTS ALL DEFERRED", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks what was deferred: a table that has unchecked rows cannot be altered.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken) =>
        await SessionQueries.ExecuteAsync(session, "SET CONSTRAINTS ALL IMMEDIATE", cancellationToken).ConfigureAwait(false);

    /// <summary>Gives everything the state that it had, and reads it again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var one in _before.AsEnumerable().Reverse())
            await SessionQueries.ExecuteAsync(session, one.Back, cancellationToken).ConfigureAwait(false);
        var after = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!after.SequenceEqual(_before))
            throw new StatementException(
                FailureKind.Statement,
                null,
                PostgresErrorCodes.InternalError,
                $"not everything has its state again: {string.Join(", ", _before.Except(after).Select(s => s.Text))}"
            );
    }

    private async Task<List<Suspended>> ReadAsync(CancellationToken cancellationToken)
    {
        string[] all = [.. plan.Copies.Select(c => c.Target.Name)];
        string[] converted = [.. plan.Copies.Where(c => c.Converted.Count > 0).Select(c => c.Target.Name)];
        var keys = plan.Circular.Where(k => !k.IsDeferrable).ToList();
        return
        [
            .. await ReadAsync(SuspendedKind.Event, Events, cancellationToken).ConfigureAwait(false),
            .. await ReadAsync(SuspendedKind.Trigger, Triggers, cancellationToken, (object)all).ConfigureAwait(false),
            .. await ReadAsync(SuspendedKind.Rule, Rules, cancellationToken, (object)converted).ConfigureAwait(false),
            .. await ReadAsync(
                    SuspendedKind.Constraint,
                    Constraints,
                    cancellationToken,
                    (string[])[.. keys.Select(k => k.On)],
                    (string[])[.. keys.Select(k => k.Name)]
                )
                .ConfigureAwait(false),
        ];
    }

    private Task<List<Suspended>> ReadAsync(SuspendedKind kind, string sql, CancellationToken cancellationToken, params object[] values) =>
        SessionQueries.RowsAsync(
            session,
            sql,
            r => new Suspended(
                kind,
                kind == SuspendedKind.Event ? "" : PostgresTransferSchema.Q(r, 0),
                r.GetString(2),
                r.GetString(3),
                r.GetBoolean(4)
            ),
            cancellationToken,
            values
        );
}
