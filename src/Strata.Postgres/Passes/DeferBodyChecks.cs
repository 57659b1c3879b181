using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Functions;

namespace Strata.Postgres.Passes;

/// <summary>
/// Defers the check of function bodies in transactions that make routines. Bodies may name objects that come later, and each other, and
/// no catalog tells. https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES
/// </summary>
internal sealed class DeferBodyChecks : IPlanPass
{
    private static readonly Step s_deferLocally = new("SET LOCAL check_function_bodies = off");

    /// <summary>
    /// The check has every body looked at as CREATE FUNCTION would: https://www.postgresql.org/docs/current/plhandler.html (the validator
    /// of a language).
    /// </summary>
    public static DeferredChecks OfSession { get; } =
        new(
            Defer: "SET check_function_bodies = off",
            Resume: "SET check_function_bodies = on",
            Verify: """
            DO $strata$
            DECLARE r record;
            BEGIN
              SET LOCAL check_function_bodies = on;
              FOR r IN
                SELECT p.oid, l.lanvalidator::regproc AS validator
                FROM pg_catalog.pg_proc p
                JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                WHERE l.lanvalidator <> 0 AND p.prokind <> 'a' AND n.nspname !~ '^pg_'
                  AND n.nspname NOT IN ('information_schema', 'strata') AND n.nspname !~ '^strata_kept(_[0-9a-f]+)?$'
                  AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
                  )
              LOOP
                EXECUTE pg_catalog.format('SELECT %s(%s)', r.validator, r.oid);
              END LOOP;
            END
            $strata$
            """
        );

    public PlanDraft Apply(PlanDraft draft) =>
        draft with
        {
            Batches =
            [
                .. draft.Batches.Select(b =>
                    b.Transaction == TransactionMode.Shared && MakesRoutines(b) ? b with { Steps = [s_deferLocally, .. b.Steps] } : b
                ),
            ],
        };

    /// <summary>The same plan for a client that runs each statement by itself: outside of a transaction SET LOCAL does nothing.</summary>
    public static Plan Standalone(Plan plan) =>
        !plan.Steps.Contains(s_deferLocally)
            ? plan
            : plan with
            {
                Batches =
                [
                    new Batch(TransactionMode.Own, [new Step(OfSession.Defer)]),
                    .. plan.Batches.Select(b => b with { Steps = [.. b.Steps.Where(s => s != s_deferLocally)] }),
                ],
            };

    private static bool MakesRoutines(Batch batch) =>
        batch.Steps.Any(s => s.Cause is Create { After: Function } or Alter { After: Function });
}
