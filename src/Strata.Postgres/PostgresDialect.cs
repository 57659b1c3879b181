using System.Data.Common;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Core.Diffing;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sql;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.Kinds.Functions;
using Strata.Postgres.Syntax;

namespace Strata.Postgres;

/// <inheritdoc />
public sealed class PostgresDialect : IDialect
{
    public string Name => "postgresql";

    public KindSet Kinds => PostgresKinds.All;

    public SqlSyntax Syntax => PostgresSyntax.Instance;

    public IHolding Holding => PostgresHolding.Instance;

    public Task<Core.Model.Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new CatalogReader(Kinds).ReadAsync((NpgsqlConnection)connection, cancellationToken);

    public Plan Plan(Core.Model.Catalog before, Core.Model.Catalog after)
    {
        var plan = new Planner(Kinds).Plan(new Differ(Kinds).Diff(before, after), before, after);
        return plan with
        {
            Batches =
            [
                .. plan.Batches.Select(b =>
                    b.Transaction == TransactionMode.Shared && MakesRoutines(b) ? b with { Steps = [s_trustBodies, .. b.Steps] } : b
                ),
            ],
        };
    }

    /// <summary>
    /// Bodies of functions may name what comes later, and each other, and no catalog tells: they are looked at when all is there.
    /// https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES
    /// </summary>
    private static readonly Step s_trustBodies = new("SET LOCAL check_function_bodies = off");

    private static bool MakesRoutines(Batch batch) =>
        batch.Steps.Any(s => s.Cause is Create { After: Function } or Alter { After: Function });

    /// <summary>Outside of a transaction SET LOCAL does nothing.</summary>
    public Plan Standalone(Plan plan) =>
        !plan.Steps.Contains(s_trustBodies)
            ? plan
            : plan with
            {
                Batches =
                [
                    new Batch(TransactionMode.Own, [new Step("SET check_function_bodies = off")]),
                    .. plan.Batches.Select(b => b with { Steps = [.. b.Steps.Where(s => s != s_trustBodies)] }),
                ],
            };

    public string? TrustBodies(bool trust) => $"SET check_function_bodies = {(trust ? "off" : "on")}";

    /// <summary>
    /// Has every body looked at as CREATE FUNCTION would: https://www.postgresql.org/docs/current/plhandler.html (the validator of a
    /// language).
    /// </summary>
    public string? CheckBodies =>
        """
            DO $strata$
            DECLARE r record;
            BEGIN
              SET LOCAL check_function_bodies = on;
              FOR r IN SELECT p.oid, l.lanvalidator::regproc AS validator FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                WHERE l.lanvalidator <> 0 AND p.prokind <> 'a' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'strata') AND n.nspname !~ '^strata_kept(_[0-9a-f]+)?$'
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
              LOOP
                EXECUTE pg_catalog.format('SELECT %s(%s)', r.validator, r.oid);
              END LOOP;
            END
            $strata$
            """;

    /// <summary>
    /// undefined_table, undefined_function, undefined_object, undefined_column, invalid_schema_name, invalid_foreign_key.
    /// </summary>
    public bool IsMissingObject(DbException error) =>
        (error as PostgresException)?.SqlState is "42P01" or "42883" or "42704" or "42703" or "3F000" or "42830";

    public (string Message, string? Code, int? Position) Describe(DbException error) =>
        error is PostgresException e ? (e.MessageText, e.SqlState, e.Position > 0 ? e.Position - 1 : null) : (error.Message, null, null);
}
