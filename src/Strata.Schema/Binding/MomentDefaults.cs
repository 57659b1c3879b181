namespace Strata.Schema.Binding;

/// <summary>
/// Text that a date or a time takes for the moment at which the statement runs: the default would be that moment for ever.
/// https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-SPECIAL-VALUES
/// </summary>
internal static class MomentDefaults
{
    private static readonly string[] s_moments =
    [
        "now",
        "today",
        "tomorrow",
        "yesterday",
        "current_timestamp",
        "current_date",
        "current_time",
        "localtimestamp",
        "localtime",
        "clock_timestamp",
        "statement_timestamp",
        "transaction_timestamp",
    ];

    /// <exception cref="SchemaException">The default of the column is such text.</exception>
    public static void Check(Column column, string name)
    {
        if (
            column.DefaultTo is { Kind: DefaultKind.Value, Value: string text }
            && column.Type.Family is TypeFamily.Date or TypeFamily.Time or TypeFamily.Timestamp or TypeFamily.Timestamptz
            && s_moments.Contains(text.Trim().TrimEnd('(', ')').TrimEnd(), StringComparer.OrdinalIgnoreCase)
        )
            throw new SchemaException(
                $"column {name}: Default(\"{text}\") is the moment at which the schema is made, for ever; write DefaultNow(), "
                    + $"or an expression: Default($\"{text}\")",
                column.Source
            );
    }
}
