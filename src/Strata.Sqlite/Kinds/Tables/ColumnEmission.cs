using System.Globalization;
using Strata.Core.CSharpEmission;
using Strata.Core.Sql;
using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>A column as a field.</summary>
internal static class ColumnEmission
{
    /// <summary>The names of the schema library for kinds of values: it refuses foreign keys between some.</summary>
    private static readonly Dictionary<string, (string Code, string Sqlite)> s_usual = new(StringComparer.Ordinal)
    {
        ["integer"] = ("Integer()", "INTEGER"),
        ["text"] = ("Text()", "TEXT"),
        ["real"] = ("Real()", "REAL"),
        ["numeric"] = ("Numeric()", "NUMERIC"),
        ["blob"] = ("Bytea()", "BLOB"),
        ["datetime"] = ("Timestamp()", ""),
        ["timestamp"] = ("Timestamp()", ""),
        ["date"] = ("Date()", ""),
        ["time"] = ("Time()", ""),
        ["boolean"] = ("Boolean()", ""),
        ["bigint"] = ("Bigint()", ""),
    };

    /// <returns>Null when the schema's C# cannot say it.</returns>
    public static EmittedCode? Of(Column column, CodeContext context)
    {
        if (column.OnNull is not null)
            return null;
        var text = TypeOf(column);
        var inKey =
            context.Catalog.Find(column.Table) is Table { PrimaryKey: { } key } && key.Columns.Any(c => Canonical.Same(c, column.Id.Name));
        if (!context.IsConventional(column.Id, CodeNaming.Field))
            text += $".Named({CSharp.Literal(column.Id.Name)})";
        if (!column.NotNull)
            text += inKey ? ".NullableOnSqlite()" : ".Nullable()";
        if (column.Collation is { } collation)
            text += $".Collate({CSharp.Literal(collation)})";
        if (column.Default is { } value)
            text += "." + Default(value, text);
        if (column.Generated is { } expression)
            text +=
                $".{(column.Stored ? "Generated" : "GeneratedVirtual")}<{context.Name(column.Table)}>"
                + $"(t => {context.Expression(expression, column.Table, "t.").Text})";
        return new(column, new CodePart(CodePlace.Field, text, column.Table, column.Ordinal.Value));
    }

    /// <summary>The kind of values that the schema library takes it to hold.</summary>
    public static string FamilyOf(Column column)
    {
        var code = TypeOf(column).Split('(')[0];
        return code is "Integer" or "Bigint" or "Real" or "Numeric" ? "number" : code;
    }

    private static string TypeOf(Column column)
    {
        var key = Canonical.Key(column.DataType);
        if (s_usual.TryGetValue(key, out var usual))
            return usual.Sqlite.Length > 0 ? usual.Code : $"{usual.Code}.SqliteType({CSharp.Literal(column.DataType)})";
        var code = TypeChange.Of(column.DataType, strict: false) switch
        {
            Affinity.Integer => "Integer()",
            Affinity.Text => "Text()",
            Affinity.Real => "Real()",
            Affinity.Numeric => "Numeric()",
            _ => "Bytea()",
        };
        return $"{code}.SqliteType({CSharp.Literal(column.DataType)})";
    }

    private static string Default(string value, string type)
    {
        var tokens = new TokenList(value);
        if (tokens.Count == 1 && tokens.IsWord(0, "CURRENT_TIMESTAMP") && type.StartsWith("Timestamp(", StringComparison.Ordinal))
            return "DefaultNow()";
        if (tokens.Count == 1 && tokens.Kind(0) is SqlTokenKind.QuotedName)
            return $"Default({CSharp.Literal(tokens.Name(0))})";
        if (tokens.Count == 1 && tokens.Kind(0) is SqlTokenKind.Literal && value[0] == '\'')
            return $"Default({CSharp.Literal(tokens.Name(0))})";
        if (
            int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            && whole.ToString(CultureInfo.InvariantCulture) == value
        )
            return $"Default({value})";
        if (
            decimal.TryParse(
                value,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var exact
            )
            && exact.ToString(CultureInfo.InvariantCulture) == value
        )
            return $"Default({value}m)";
        return $"Default({CSharp.Interpolated(value)})";
    }
}
