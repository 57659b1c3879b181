using System.Text.Json.Serialization;
using Strata.Core.Model;
using Strata.Sqlite.SqlReading;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Kinds.Tables;

[JsonConverter(typeof(JsonStringEnumConverter<ConstraintType>))]
public enum ConstraintType
{
    PrimaryKey = 1,
    Unique,
    Check,
    ForeignKey,
}

/// <summary>
/// A constraint of a table, wherever it was written: at a column or after the columns. SQLite cannot alter one, so it is a field of its
/// table and no object.
/// </summary>
/// <param name="Text">As it stands after the columns, on one line: <c>UNIQUE (a, b DESC) ON CONFLICT REPLACE</c>. What is SQLite's default
/// is left out.</param>
public sealed record Constraint(ConstraintType Type, string Text)
{
    /// <summary>The name it was given. SQLite reads it and gives it no meaning, so it is no difference.</summary>
    public string? Name { get; init; }

    /// <summary>Columns of this table that it is about, as their definitions spell them; of a check, those that it mentions.</summary>
    public EquatableArray<string> Columns { get; init; } = [];

    /// <summary>The table that a foreign key refers to.</summary>
    public string? References { get; init; }

    /// <summary>
    /// <c>INTEGER PRIMARY KEY DESC</c> at a column is not the rowid, and as a table constraint it is:
    /// https://www.sqlite.org/lang_createtable.html#rowid
    /// </summary>
    public bool AtColumn { get; init; }

    internal string Key => $"{Type} {AtColumn} {Canonical.Key(Text)}";

    public bool Equals(Constraint? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    internal string Sql => Name is { } name ? $"CONSTRAINT {SqliteSql.Q(name)} {Text}" : Text;
}
