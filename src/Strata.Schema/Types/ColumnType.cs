namespace Strata.Schema.Types;

/// <summary>What decides how a default, a literal and SQLite's storage are written.</summary>
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

/// <summary>A column's type on both dialects.</summary>
/// <param name="Postgres">The type as PostgreSQL is told it; null for an enum or a domain, whose name depends on the naming
/// convention.</param>
/// <param name="Sqlite">The type as SQLite is told it; null when SQLite has nothing that would do.</param>
/// <param name="Family">What kind of values it holds.</param>
internal sealed record ColumnType(string? Postgres, string? Sqlite, TypeFamily Family)
{
    /// <summary>The C# enum behind an enum type.</summary>
    public EnumType? Enum { get; init; }

    /// <summary>Schema (null: the default one) and name of a domain.</summary>
    public (string? Schema, string Name)? Domain { get; init; }

    /// <summary>0 for a plain value.</summary>
    public int Dimensions { get; init; }

    /// <summary>The user chose SQLite's type, whatever the mapping says of arrays.</summary>
    public bool IsSqliteGiven { get; init; }

    /// <summary>serial and its kin bring a sequence and a default of their own.</summary>
    public bool IsSerial { get; init; }
}
