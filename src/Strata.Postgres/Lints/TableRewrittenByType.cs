using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.Kinds.Tables;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Lints;

/// <summary>https://www.postgresql.org/docs/current/sql-altertable.html (notes on changing the type of a column)</summary>
internal sealed class TableRewrittenByType : LintRule
{
    public override string Code => "L02";

    public override string Title => "rewrites a table while nobody reads it";

    public override string When =>
        "A column of a table that stands before the migration gets a type whose values are stored in another form.";

    public override string Effect =>
        "The server writes every row and every index anew under an ACCESS EXCLUSIVE lock: reads and writes wait until the transaction "
        + "ends, and the disk holds the table twice until then.";

    public override string Instead =>
        "Add a column of the new type, fill it in portions, let the application write both, and drop the old one in a later migration. "
        + "Text without a limit, a longer varchar(n) and a numeric of more digits rewrite nothing.";

    public override LintExample Example { get; } =
        new(
            "CREATE TABLE public.films (id integer PRIMARY KEY, title character varying(20));",
            "ALTER TABLE public.films ALTER COLUMN id TYPE bigint;",
            "ALTER TABLE public.films ALTER COLUMN title TYPE text;"
        );

    public override IEnumerable<LintFinding> Judge(JudgedPlan plan) =>
        from altered in plan.Altered<ColumnAlter>()
        let type = altered.Change
        where type is { Aspect: ColumnAspect.Type, To.Virtual: false } && !TypeChange.IsStoredAlike(type.From.DataType, type.To.DataType)
        where plan.Existed(type.To.Table) && altered.Step.BlocksReads(type.To.Table)
        select Found(
            type.Subject,
            $"rewrites {Q(type.To.Table)} and its indexes, {Q(type.To.Id.Name)} from {type.From.DataType} to {type.To.DataType}, while "
                + "reads and writes wait"
        );
}
