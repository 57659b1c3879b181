using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Core.CSharpEmission;
using Strata.Core.Model;

namespace Strata.Postgres.CSharpEmission;

/// <summary>A default in the schema's C#: a value where it is one, else SQL.</summary>
internal static partial class ValueEmission
{
    private static readonly string[] s_moments =
    [
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "time with time zone",
    ];

    /// <param name="expression">As pg_get_expr prints it.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="table">The table in whose class it stands, for names that a field there hides; null outside of tables.</param>
    public static string Default(string expression, string type, ObjectId? table, CodeContext context)
    {
        var bare = Modifier().Replace(type, "");
        if (expression == "now()" && s_moments.Contains(bare) || expression == "CURRENT_DATE" && type == "date")
            return "DefaultNow()";
        if (expression == "gen_random_uuid()" && type == "uuid")
            return "DefaultRandom()";
        if (expression is "true" or "false" && type == "boolean")
            return $"Default({expression})";
        if (
            bare is "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision"
            && Number(expression, bare) is { } number
        )
            return $"Default({number})";
        if (Text(expression) is var (text, cast) && cast is not null && IsOwn(cast, bare))
            return $"Default({ColumnTypeEmission.Declared(type, context)?.Value(text, table, context) ?? CSharp.Literal(text)})";
        return $"Default({CSharp.Interpolated(expression)})";
    }

    private static string? Number(string expression, string type)
    {
        var (text, cast) = QuotedNumber().Match(expression) is { Success: true } m
            ? (m.Groups[1].Value, m.Groups[2].Value)
            : (expression, null);
        // A negative number is printed as a string of the type that the number has by itself; of another type, it was a string.
        var own =
            text.Contains('.', StringComparison.Ordinal) ? "numeric"
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "integer"
            : "bigint";
        if (cast is not null && (cast != own || (text[0] != '-' && own != "bigint")))
            return null;
        if (type is "smallint" or "integer" or "bigint")
            return
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                && whole.ToString(CultureInfo.InvariantCulture) == text
                ? (whole is > int.MaxValue or < int.MinValue ? text + "L" : text)
                : null;
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var exact
            )
            || exact.ToString(CultureInfo.InvariantCulture) != text
        )
            return null;
        return text.Contains('.', StringComparison.Ordinal) ? text + "m"
            : int.TryParse(text, out _) ? text
            : text + "m";
    }

    private static (string Text, string? Cast) Text(string expression)
    {
        var tokens = EmissionText.Tokens(expression);
        if (tokens.StringAt(0) is not { } text || tokens.Text(1) != "::")
            return ("", null);
        return (text, expression[(tokens.Text(0).Length + 2)..]);
    }

    private static bool IsOwn(string cast, string type) => cast == type || (cast, type) is ("bpchar", "character");

    [GeneratedRegex(@"\(\d+(?:,-?\d+)?\)")]
    private static partial Regex Modifier();

    [GeneratedRegex(@"^'(-?\d+(?:\.\d+)?)'::([a-z]+)$")]
    private static partial Regex QuotedNumber();
}
