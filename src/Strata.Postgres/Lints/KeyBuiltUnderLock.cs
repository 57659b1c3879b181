using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Indexes;
using Strata.Postgres.Kinds.Tables;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Lints;

/// <summary>https://www.postgresql.org/docs/current/sql-altertable.html (ADD table_constraint_using_index)</summary>
internal sealed class KeyBuiltUnderLock : LintRule
{
    public override string Code => "L59";

    public override string Title => "builds the index of a key while nobody reads the table";

    public override string When => "A PRIMARY KEY, UNIQUE or EXCLUDE constraint is added to a table that stands before the migration.";

    public override string Effect =>
        "ALTER TABLE builds the constraint's index under an ACCESS EXCLUSIVE lock: reads and writes wait until the transaction ends. The "
        + "time grows with the rows.";

    public override string Instead =>
        "Build a unique index with CREATE UNIQUE INDEX CONCURRENTLY in a migration of its own (-- strata:transaction none), then add the "
        + "constraint with USING INDEX, which reads no row. The columns of a primary key are NOT NULL before that. An EXCLUDE constraint "
        + "has no such form.";

    public override LintExample Example { get; } =
        new(
            "CREATE TABLE public.films (id bigint PRIMARY KEY, title text);",
            "ALTER TABLE public.films ADD CONSTRAINT films_title_key UNIQUE (title);",
            """
            -- strata:transaction none
            CREATE UNIQUE INDEX CONCURRENTLY films_title_key ON public.films (title);
            -- strata:transaction shared
            ALTER TABLE public.films ADD CONSTRAINT films_title_key UNIQUE USING INDEX films_title_key;
            """
        );

    public override IEnumerable<LintFinding> Judge(JudgedPlan plan) =>
        from added in plan.Created<TableConstraint>()
        let key = added.Object
        where key is PrimaryKey or Unique or Exclusion && plan.Existed(key.Table) && added.Step.BlocksReads(key.Table)
        where !plan.IsPartitioned(key.Table) && !TakesIndex(added.Step, key.Table)
        select Found(
            key.Id,
            $"blocks reads and writes of {Q(key.Table)} while the index of {Q(key.Id.Name)} is built",
            Columns(key) is { } columns
                ? $"CREATE UNIQUE INDEX CONCURRENTLY {Q(key.Id.Name)} ON {Q(key.Table)} {columns}; ALTER TABLE {Q(key.Table)} ADD "
                    + $"CONSTRAINT {Q(key.Id.Name)} {(key is Unique ? "UNIQUE" : "PRIMARY KEY")} USING INDEX {Q(key.Id.Name)}"
                : null
        );

    /// <summary>ADD CONSTRAINT … USING INDEX: the statement makes the index a part of the constraint.</summary>
    private static bool TakesIndex(JudgedStep step, ObjectId table) =>
        step.Changes.Any(c => c is Drop { Before: TableIndex { IsUnique: true } index } && index.Table == table);

    /// <summary>The columns of a key that is nothing more than its columns.</summary>
    private static string? Columns(TableConstraint key)
    {
        var words = key is Unique ? "UNIQUE " : "PRIMARY KEY ";
        return
            key is Unique or PrimaryKey
            && key.Definition.StartsWith(words + "(", StringComparison.Ordinal)
            && key.Definition.IndexOf(')', StringComparison.Ordinal) == key.Definition.Length - 1
            ? key.Definition[words.Length..]
            : null;
    }
}
