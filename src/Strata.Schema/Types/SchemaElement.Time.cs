using System.Runtime.CompilerServices;
using Strata.Schema.Types;

namespace Strata.Schema;

/// <content>Dates and times (https://www.postgresql.org/docs/current/datatype-datetime.html). SQLite keeps them as ISO 8601 text.</content>
public abstract partial class SchemaElement
{
    protected static Column Date([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("date", "TEXT", TypeFamily.Date, file, line);

    /// <summary>Date and time of day, of no time zone.</summary>
    /// <param name="precision">Digits of the second's fraction, 0 to 6.</param>
    protected static Column Timestamp(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("timestamp", precision) + " without time zone", "TEXT", TypeFamily.Timestamp, file, line);

    /// <summary>A moment: stored in UTC, shown in the session's time zone.</summary>
    /// <param name="precision">Digits of the second's fraction, 0 to 6.</param>
    protected static Column Timestamptz(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("timestamp", precision) + " with time zone", "TEXT", TypeFamily.Timestamptz, file, line);

    /// <summary>Time of day.</summary>
    /// <param name="precision">Digits of the second's fraction, 0 to 6.</param>
    protected static Column Time(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("time", precision) + " without time zone", "TEXT", TypeFamily.Time, file, line);

    /// <summary>Time of day with an offset.</summary>
    /// <param name="precision">Digits of the second's fraction, 0 to 6.</param>
    protected static Column Timetz(int? precision = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("time", precision) + " with time zone", "TEXT", TypeFamily.Time, file, line);

    /// <summary>A span of time.</summary>
    /// <param name="fields">What it is limited to: <c>"year to month"</c>, <c>"day to second"</c>.</param>
    /// <param name="precision">Digits of the second's fraction, 0 to 6.</param>
    protected static Column Interval(
        string? fields = null,
        int? precision = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Of(Modified(fields is null ? "interval" : $"interval {fields}", precision), "TEXT", TypeFamily.Other, file, line);
}
