using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>Dates and times. SQLite stores them as ISO 8601 text (https://www.sqlite.org/lang_datefunc.html).</content>
public abstract partial class SchemaElement
{
    /// <summary><c>date</c>. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-datetime.html"/>
    protected static Column Date([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("date", "TEXT", TypeFamily.Date, file, line);

    /// <summary><c>timestamp without time zone</c>: a date and a time of day. TEXT on SQLite.</summary>
    /// <param name="precision">The number of digits of fractional seconds, 0 to 6.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-datetime.html"/>
    protected static Column Timestamp(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("timestamp", precision) + " without time zone", "TEXT", TypeFamily.Timestamp, file, line);

    /// <summary><c>timestamp with time zone</c>: a moment, stored in UTC. TEXT on SQLite.</summary>
    /// <param name="precision">The number of digits of fractional seconds, 0 to 6.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-datetime.html"/>
    protected static Column Timestamptz(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("timestamp", precision) + " with time zone", "TEXT", TypeFamily.Timestamptz, file, line);

    /// <summary><c>time without time zone</c>: a time of day. TEXT on SQLite.</summary>
    /// <param name="precision">The number of digits of fractional seconds, 0 to 6.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-datetime.html"/>
    protected static Column Time(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("time", precision) + " without time zone", "TEXT", TypeFamily.Time, file, line);

    /// <summary><c>time with time zone</c>: a time of day with an offset. TEXT on SQLite.</summary>
    /// <param name="precision">The number of digits of fractional seconds, 0 to 6.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-datetime.html"/>
    protected static Column Timetz(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("time", precision) + " with time zone", "TEXT", TypeFamily.Time, file, line);

    /// <summary><c>interval</c>: a span of time. TEXT on SQLite.</summary>
    /// <param name="fields">The fields it is limited to: <c>"year to month"</c>, <c>"day to second"</c>.</param>
    /// <param name="precision">The number of digits of fractional seconds, 0 to 6.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-INPUT"/>
    protected static Column Interval(
        string? fields = null,
        int? precision = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Of(Modified(fields is null ? "interval" : $"interval {fields}", precision), "TEXT", TypeFamily.Other, file, line);
}
