using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Sqlite.Kinds.Tables;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Lints;

/// <summary>https://www.sqlite.org/lang_createtable.html#uniqueconst, https://www.sqlite.org/lang_createindex.html#uniqueidx</summary>
internal sealed class TableRebuiltForUnique : LintRule
{
    private const string Word = "UNIQUE ";

    public override string Code => "L60";

    public override string Title => "rebuilds a table for a UNIQUE constraint";

    public override string When => "A UNIQUE constraint is all that is new about a table that stands before the migration.";

    public override string Effect =>
        "SQLite adds no constraint to a table that is there: every row is copied twice while nobody else writes to the database file.";

    public override string Instead =>
        "Declare a unique index. It holds rows to the same rule, foreign keys may refer to its columns, and no row is copied.";

    public override LintExample Example { get; } =
        new(
            "CREATE TABLE films (id INTEGER PRIMARY KEY, title TEXT);",
            """
            -- strata:rebuild films
            CREATE TABLE films_copy AS SELECT id, title FROM films;
            DROP TABLE films;
            CREATE TABLE films (id INTEGER PRIMARY KEY, title TEXT, UNIQUE (title));
            INSERT INTO films (id, title) SELECT id, title FROM films_copy;
            DROP TABLE films_copy;
            """,
            "CREATE UNIQUE INDEX films_title ON films (title);"
        );

    public override IEnumerable<LintFinding> Judge(JudgedPlan plan) =>
        from rebuild in plan.Rebuilds()
        let unique = rebuild.To.Constraints.Except(rebuild.From.Constraints).ToList()
        where unique.Count > 0 && unique.All(IsPlain)
        where rebuild.From.HasOptionsOf(rebuild.To) && !rebuild.From.Constraints.Except(rebuild.To.Constraints).Any()
        where rebuild.ColumnsBefore.SequenceEqual(rebuild.ColumnsAfter)
        select Found(
            rebuild.To.Id,
            $"copies every row of {Q(rebuild.To.Id)} for {string.Join(", ", unique.Select(c => c.Text))}",
            string.Join(
                "; ",
                unique.Select(c => $"CREATE UNIQUE INDEX {Name(rebuild.To, c)} ON {Q(rebuild.To.Id)} {c.Text[Word.Length..]}")
            )
        );

    // No index has a conflict clause.
    private static bool IsPlain(Constraint constraint) =>
        constraint.Type == ConstraintType.Unique
        && constraint.Text.StartsWith(Word + "(", StringComparison.Ordinal)
        && constraint.Text.EndsWith(')');

    private static string Name(Table table, Constraint unique) => Q(string.Join('_', [table.Id.Name, .. unique.Columns]));
}
