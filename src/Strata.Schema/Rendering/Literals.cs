using System.Collections;
using System.Globalization;

namespace Strata.Schema.Rendering;

/// <summary>C# values as SQL literals: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS.</summary>
internal static class Literals
{
    /// <exception cref="SchemaException">The text holds a NUL, which no database stores.</exception>
    public static string Quote(string text, SourceLine source) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new SchemaException("a text with a NUL character (\\0) cannot be stored", source)
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <exception cref="SchemaException">The type of the value has no literal.</exception>
    public static string Of(object value, Dialect dialect, Func<Enum, string> label, SourceLine source) =>
        value switch
        {
            string text => Quote(text, source),
            Enum member => Quote(label(member), source),
            bool flag when dialect == Dialect.Sqlite => flag ? "1" : "0",
            bool flag => flag ? "true" : "false",
            double.NaN or float.NaN => "'NaN'",
            double.PositiveInfinity or float.PositiveInfinity => dialect == Dialect.Sqlite ? "9e999" : "'Infinity'",
            double.NegativeInfinity or float.NegativeInfinity => dialect == Dialect.Sqlite ? "-9e999" : "'-Infinity'",
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            byte[] bytes => dialect == Dialect.Sqlite ? $"X'{Convert.ToHexString(bytes)}'" : $"'\\x{Convert.ToHexStringLower(bytes)}'",
            // The form in which strftime writes the current time: texts compare and sort as times only in one form and one zone.
            DateTimeOffset moment when dialect == Dialect.Sqlite => Quote(Utc(moment.UtcDateTime), source),
            DateTime { Kind: DateTimeKind.Utc } moment when dialect == Dialect.Sqlite => Quote(Utc(moment), source),
            IEnumerable list when dialect == Dialect.Postgresql => Quote(ArrayText(list, label, source), source),
            IEnumerable => throw new SchemaException(
                "SQLite has no arrays, so an array cannot be a value; add .OnlyOn(Dialect.Postgresql)",
                source
            ),
            byte or sbyte or short or ushort or int or uint or long or ulong or decimal => ((IFormattable)value).ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ => Quote(Text(value, label, source), source),
        };

    private static string Text(object value, Func<Enum, string> label, SourceLine source) =>
        value switch
        {
            string text => text,
            Enum member => label(member),
            bool flag => flag ? "true" : "false",
            Guid id => id.ToString(),
            char character => character.ToString(),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateTime { Kind: DateTimeKind.Utc } moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF'+00'", CultureInfo.InvariantCulture),
            DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateTimeOffset moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
            TimeSpan span => Interval(span),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            byte or sbyte or short or ushort or int or uint or long or ulong or decimal => ((IFormattable)value).ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ => throw new SchemaException(
                $"a value of type {value.GetType().Name} cannot be written as a literal; write it as SQL: $\"…\"",
                source
            ),
        };

    private static string Utc(DateTime moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Interval(TimeSpan span) =>
        $"{span.Days} days {(span - TimeSpan.FromDays(span.Days)).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture)} seconds";

    // https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
    private static string ArrayText(IEnumerable list, Func<Enum, string> label, SourceLine source)
    {
        var elements = list.Cast<object?>()
            .Select(e =>
                e switch
                {
                    null => "NULL",
                    string text => Element(text),
                    IEnumerable inner => ArrayText(inner, label, source),
                    _ => Element(Text(e, label, source)),
                }
            );
        return $"{{{string.Join(',', elements)}}}";
    }

    private static string Element(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
