namespace Strata.Schema;

/// <summary>The kind of a type's values. It decides defaults, literals and the storage on SQLite.</summary>
internal enum TypeFamily
{
    Other,
    Text,
    Integer,
    Number,
    Boolean,
    Uuid,
    Timestamp,
    Timestamptz,
    Date,
    Time,
    Binary,
    Json,
    Enum,
    Domain,
}

/// <summary>The type of a column on both dialects.</summary>
/// <param name="Postgres">The type on PostgreSQL; null for an enum and a domain, which have names by the naming convention.</param>
/// <param name="Sqlite">The type on SQLite; null where SQLite has none.</param>
/// <param name="Family">The kind of values.</param>
internal sealed record ColumnType(string? Postgres, string? Sqlite, TypeFamily Family)
{
    /// <summary>The C# enum of an enum type.</summary>
    public MappedEnum? Enum { get; init; }

    /// <summary>The schema (null for the default one) and the name of a domain.</summary>
    public (string? Schema, string Name)? Domain { get; init; }

    /// <summary>The number of array dimensions; 0 for a plain value.</summary>
    public int Dimensions { get; init; }

    /// <summary>The user gave the type on SQLite, so it also holds for an array.</summary>
    public bool IsSqliteGiven { get; init; }

    /// <summary>
    /// A serial type, which creates a sequence and a default
    /// (https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL).
    /// </summary>
    public bool IsSerial { get; init; }
}
