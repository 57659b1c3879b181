using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Sqlite.Kinds.Tables;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Lints;

/// <summary>https://www.sqlite.org/lang_altertable.html#altertabaddcol</summary>
internal sealed class TableRebuiltForColumn : LintRule
{
    public override string Code => "L61";

    public override string Title => "rebuilds a table for a new column";

    public override string When =>
        "New columns are all that is new about a table that stands before the migration, and one of them is a STORED generated column or "
        + "has a default that is no constant.";

    public override string Effect =>
        "ALTER TABLE … ADD COLUMN takes neither: every row is copied twice while nobody else writes to the database file.";

    public override string Instead =>
        "Declare a generated column as VIRTUAL, and give it an index where it is searched. Give a column a constant default or none, and "
        + "let the application write the value.";

    public override LintExample Example { get; } =
        new(
            "CREATE TABLE films (id INTEGER PRIMARY KEY, title TEXT);",
            """
            -- strata:rebuild films
            CREATE TABLE films_copy AS SELECT id, title FROM films;
            DROP TABLE films;
            CREATE TABLE films (id INTEGER PRIMARY KEY, title TEXT, added TEXT DEFAULT CURRENT_TIMESTAMP);
            INSERT INTO films (id, title) SELECT id, title FROM films_copy;
            DROP TABLE films_copy;
            """,
            "ALTER TABLE films ADD COLUMN added TEXT;"
        );

    public override IEnumerable<LintFinding> Judge(JudgedPlan plan) =>
        from rebuild in plan.Rebuilds()
        where rebuild.From.Equals(rebuild.To) && !rebuild.ColumnsBefore.Except(rebuild.ColumnsAfter).Any()
        from added in rebuild.ColumnsAfter.Except(rebuild.ColumnsBefore)
        where added.Stored || (added.Default is { } value && !Definitions.IsConstant(value))
        select Found(
            added.Id,
            $"copies every row of {Q(rebuild.To.Id)} for the column {Q(added.Id.Name)}",
            added.Stored
                ? $"ALTER TABLE {Q(rebuild.To.Id)} ADD COLUMN {Definitions.Alone(added with { Stored = false })}"
                : $"ALTER TABLE {Q(rebuild.To.Id)} ADD COLUMN {Definitions.Alone(added with { Default = null, NotNull = false })}"
        );
}
