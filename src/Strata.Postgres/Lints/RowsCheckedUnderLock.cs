using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Tables;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Lints;

/// <summary>https://www.postgresql.org/docs/current/sql-altertable.html (notes on NOT VALID and VALIDATE CONSTRAINT)</summary>
internal sealed class RowsCheckedUnderLock : LintRule
{
    public override string Code => "L01";

    public override string Title => "checks every row by a new constraint while writers wait";

    public override string When =>
        "A FOREIGN KEY or CHECK constraint is added without NOT VALID to a table that stands before the migration.";

    public override string Effect =>
        "The server reads the whole table under a lock that is held to the end of the transaction: a CHECK keeps reads and writes waiting, "
        + "a FOREIGN KEY writes to both tables. The time grows with the rows.";

    public override string Instead =>
        "Add the constraint as NOT VALID, which reads no row and is enforced for new ones; then VALIDATE it in a transaction of its own, "
        + "whose lock lets reads and writes pass.";

    public override LintExample Example { get; } =
        new(
            "CREATE TABLE public.films (id bigint PRIMARY KEY, year integer);",
            "ALTER TABLE public.films ADD CONSTRAINT films_year CHECK (year > 1880);",
            "ALTER TABLE public.films ADD CONSTRAINT films_year CHECK (year > 1880) NOT VALID;\n-- strata:transaction shared\n"
                + "ALTER TABLE public.films VALIDATE CONSTRAINT films_year;"
        );

    public override IEnumerable<LintFinding> Judge(JudgedPlan plan) =>
        from added in plan.Created<TableConstraint>()
        let constraint = added.Object
        where constraint is Check or ForeignKey && constraint.ChecksRows
        where plan.Existed(constraint.Table) && added.Step.BlocksWrites(constraint.Table)
        select Found(
            constraint.Id,
            $"blocks {Blocked(constraint)} while its rows are checked by {Q(constraint.Id.Name)}",
            // A partitioned table takes no foreign key that is NOT VALID before PostgreSQL 18.
            constraint is ForeignKey
            && plan.IsPartitioned(constraint.Table)
                ? null
                : InTwoSteps(constraint)
        );

    private static string Blocked(TableConstraint constraint) =>
        constraint is ForeignKey key && key.References != key.Table ? $"writes to {Q(key.Table)} and {Q(key.References)}"
        : constraint is ForeignKey ? $"writes to {Q(constraint.Table)}"
        : $"reads and writes of {Q(constraint.Table)}";

    private static string InTwoSteps(TableConstraint constraint) =>
        $"ALTER TABLE {Q(constraint.Table)} ADD CONSTRAINT {Q(constraint.Id.Name)} {constraint.Definition} NOT VALID, then in its own "
        + $"transaction ALTER TABLE {Q(constraint.Table)} VALIDATE CONSTRAINT {Q(constraint.Id.Name)}";
}
