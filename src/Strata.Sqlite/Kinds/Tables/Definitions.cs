using System.Text;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>Tables and columns as SQL: https://www.sqlite.org/lang_createtable.html</summary>
internal static class Definitions
{
    public static IReadOnlyList<Column> ColumnsOf(ObjectId table, Catalog catalog) =>
        [.. catalog.DependentsOf(table).Select(catalog.Find).OfType<Column>().Where(c => c.Owner == table).OrderBy(c => c.Ordinal.Value)];

    public static string CreateTable(Table table, IEnumerable<string> columns)
    {
        var items = columns.Concat(table.Constraints.Where(c => !StandsAtColumn(table, c)).Select(c => c.Sql));
        string[] options = [.. table.WithoutRowid ? (string[])["WITHOUT ROWID"] : [], .. table.Strict ? (string[])["STRICT"] : []];
        var end = options.Length == 0 ? "" : " " + string.Join(", ", options);
        return $"CREATE TABLE {Q(table.Id)} (\n  {string.Join(",\n  ", items)}\n){end}";
    }

    /// <summary>The column inside CREATE TABLE: with the primary key, where that is this column alone.</summary>
    public static string InTable(Column column, Table table)
    {
        if (table.PrimaryKey is not { } key || !StandsAtColumn(table, key) || !Canonical.Same(key.Columns[0], column.Id.Name))
            return Alone(column);
        var words = $"PRIMARY KEY{AfterColumns(key)}{(table.AutoIncrement ? " AUTOINCREMENT" : "")}";
        return Alone(column, key.Name is { } name ? $" CONSTRAINT {Q(name)} {words}" : $" {words}");
    }

    /// <summary>The column with what is its own, as ADD COLUMN takes it.</summary>
    public static string Alone(Column column, string primaryKey = "")
    {
        var text = new StringBuilder(Q(column.Id.Name));
        if (column.DataType.Length > 0)
            text.Append(' ').Append(column.DataType);
        text.Append(primaryKey);
        if (column.Generated is { } expression)
            text.Append($" GENERATED ALWAYS AS ({expression}) {(column.Stored ? "STORED" : "VIRTUAL")}");
        if (column.NotNull)
            text.Append(column.OnNull is { } action ? $" NOT NULL ON CONFLICT {action}" : " NOT NULL");
        if (column.Default is { } value)
            text.Append($" DEFAULT {DefaultValue(value)}");
        if (column.Collation is { } collation)
            text.Append($" COLLATE {Q(collation)}");
        return text.ToString();
    }

    /// <summary>A constant as it is, anything else in brackets.</summary>
    public static string DefaultValue(string value) => IsPlain(new TokenList(value)) ? value : $"({value})";

    /// <summary>
    /// ADD COLUMN refuses other defaults where there are rows: https://www.sqlite.org/lang_altertable.html#altertabaddcol
    /// </summary>
    public static bool IsConstant(string value) =>
        new TokenList(value) is var tokens
        && IsPlain(tokens)
        && !tokens.IsAnyWord(0, ["CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"]);

    private static bool IsPlain(TokenList tokens)
    {
        var signed = tokens.IsSymbol(0, "-") || tokens.IsSymbol(0, "+");
        return tokens.Count == (signed ? 2 : 1)
            && tokens.Kind(signed ? 1 : 0) is SqlTokenKind.Number or SqlTokenKind.Literal or SqlTokenKind.Word or SqlTokenKind.QuotedName;
    }

    private static bool StandsAtColumn(Table table, Constraint constraint) =>
        constraint.Type == ConstraintType.PrimaryKey
        && constraint.Columns.Count == 1
        && (
            table.AutoIncrement
            || constraint.AtColumn
            || new TokenList(constraint.Text) is { Count: 5 }
            || (new TokenList(constraint.Text) is var tokens && tokens.IsWord(5, "ON"))
        );

    /// <summary>The words after the list of columns: <c>DESC</c> inside of it, then ON CONFLICT.</summary>
    private static string AfterColumns(Constraint key)
    {
        var tokens = new TokenList(key.Text);
        var close = tokens.Close(2);
        var order = tokens.IsWord(close - 2, "DESC") ? " DESC" : "";
        return close < tokens.Count ? $"{order} {tokens.OneLine(close, tokens.Count)}" : order;
    }
}
