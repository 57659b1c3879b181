using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <summary>
/// A piece of SQL, written as an interpolated string. Values between the braces are quoted for the dialect: a column or a table becomes an
/// identifier; an enum member, a number, a date or a boolean becomes a literal. A string needs its kind: <see cref="Literal"/>,
/// <see cref="Name"/> or <see cref="Raw"/>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly List<SqlPart> _parts;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    public Sql(int literalLength, int formattedCount) => _parts = new List<SqlPart>((formattedCount * 2) + Math.Min(literalLength, 1));

    private Sql(SqlPartKind kind, object value) => _parts = [new SqlPart(kind, value)];

    internal IReadOnlyList<SqlPart> Parts => _parts;

    /// <summary>The columns in the SQL, also those in SQL inside it.</summary>
    internal IEnumerable<Column> Columns =>
        _parts.SelectMany(p =>
            p.Value switch
            {
                Column column => [column],
                Sql sql => sql.Columns,
                _ => [],
            }
        );

    /// <summary>SQL that is used as it is. Never pass the input of a user of your program.</summary>
    public static Sql Raw(string text) => new(SqlPartKind.Raw, text);

    /// <summary>A string literal: <c>'it''s'</c>.</summary>
    public static Sql Literal(string text) => new(SqlPartKind.Value, text);

    /// <summary>A quoted identifier: <c>"slug"</c>.</summary>
    public static Sql Name(string name) => new(SqlPartKind.Name, name);

    /// <summary>Adds the text between the braces, as it is.</summary>
    public void AppendLiteral(string value) => _parts.Add(new(SqlPartKind.Raw, value));

    /// <summary>Adds the quoted name of a column.</summary>
    public void AppendFormatted(Column value) => _parts.Add(new(SqlPartKind.Column, value));

    /// <summary>Adds the quoted name of a table, with its schema on PostgreSQL.</summary>
    public void AppendFormatted(Table value) => _parts.Add(new(SqlPartKind.Table, value));

    /// <summary>Adds the quoted name of an object, with its schema on PostgreSQL.</summary>
    public void AppendFormatted(SchemaObject value) => _parts.Add(new(SqlPartKind.Object, value));

    /// <summary>Adds other SQL.</summary>
    public void AppendFormatted(Sql value) => _parts.Add(new(SqlPartKind.Sql, value));

    /// <summary>Adds the label of an enum member as a literal.</summary>
    public void AppendFormatted(Enum value) => AppendValue(value);

    /// <summary>Adds a literal: <c>true</c> and <c>false</c>, 1 and 0 on SQLite.</summary>
    public void AppendFormatted(bool value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(long value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(decimal value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(double value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(Guid value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(DateOnly value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(TimeOnly value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(DateTime value) => AppendValue(value);

    /// <summary>Adds a literal.</summary>
    public void AppendFormatted(DateTimeOffset value) => AppendValue(value);

    /// <summary>Adds an interval as a literal.</summary>
    public void AppendFormatted(TimeSpan value) => AppendValue(value);

    /// <summary>Fails to compile: a string can be a literal, a name or SQL.</summary>
    [Obsolete("a string needs its kind: Sql.Literal(text), Sql.Name(name) or Sql.Raw(sql)", error: true)]
    public void AppendFormatted(string value) => AppendValue(value);

    private void AppendValue(object value) => _parts.Add(new(SqlPartKind.Value, value));
}

/// <summary>A part of interpolated SQL, not yet quoted for a dialect.</summary>
internal readonly record struct SqlPart(SqlPartKind Kind, object Value);

/// <summary>The kinds of parts, which decide the quoting.</summary>
internal enum SqlPartKind
{
    Raw,
    Name,
    Column,
    Table,
    Object,
    Sql,
    Value,
}
