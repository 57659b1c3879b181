using System.Runtime.CompilerServices;
using Strata.Schema.Rendering;

namespace Strata.Schema;

/// <summary>
/// A piece of SQL written as an interpolated string. What is put between the braces is quoted for the dialect: a column or a table becomes
/// an
/// identifier, an enum member, a number, a date or a boolean becomes a literal. A string has to say what it is:
/// <see cref="Literal"/>, <see cref="Name"/> or <see cref="Raw"/>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly List<Part> _parts;

    public Sql(int literalLength, int formattedCount) => _parts = new List<Part>((formattedCount * 2) + Math.Min(literalLength, 1));

    /// <summary>Text taken as it is. Never pass what a user of your program typed.</summary>
    public static Sql Raw(string text) => new(PartKind.Raw, text);

    /// <summary>A string literal: <c>'it''s'</c>.</summary>
    public static Sql Literal(string text) => new(PartKind.Value, text);

    /// <summary>A quoted identifier: <c>"slug"</c>.</summary>
    public static Sql Name(string name) => new(PartKind.Name, name);

    private Sql(PartKind kind, object value) => _parts = [new Part(kind, value)];

    public void AppendLiteral(string value) => _parts.Add(new(PartKind.Raw, value));

    public void AppendFormatted(Column value) => _parts.Add(new(PartKind.Column, value));

    public void AppendFormatted(Table value) => _parts.Add(new(PartKind.Table, value));

    public void AppendFormatted(SchemaObject value) => _parts.Add(new(PartKind.Object, value));

    public void AppendFormatted(Sql value) => _parts.Add(new(PartKind.Sql, value));

    public void AppendFormatted(Enum value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(bool value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(long value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(decimal value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(double value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(Guid value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(DateOnly value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(TimeOnly value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(DateTime value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(DateTimeOffset value) => _parts.Add(new(PartKind.Value, value));

    public void AppendFormatted(TimeSpan value) => _parts.Add(new(PartKind.Value, value));

    /// <summary>Refused when compiling: a string is either a literal, a name or SQL, and only the writer knows which.</summary>
    [Obsolete("Say what the string is: Sql.Literal(text), Sql.Name(name) or Sql.Raw(sql).", error: true)]
    public void AppendFormatted(string value) => _parts.Add(new(PartKind.Value, value));

    /// <summary>Columns mentioned, so that a mistake can be found before the database finds it.</summary>
    internal IEnumerable<Column> Columns =>
        _parts.SelectMany(p =>
            p.Value switch
            {
                Column column => [column],
                Sql sql => sql.Columns,
                _ => [],
            }
        );

    internal string Render(SqlNames names, SourceLine source) =>
        string.Concat(
            _parts.Select(p =>
                p.Kind switch
                {
                    PartKind.Raw => (string)p.Value,
                    PartKind.Name => SqlNames.Quote((string)p.Value),
                    PartKind.Column => names.Column((Column)p.Value, source),
                    PartKind.Table => names.Table((Table)p.Value, source),
                    PartKind.Object => names.Object((SchemaObject)p.Value),
                    PartKind.Sql => ((Sql)p.Value).Render(names, source),
                    _ => names.Literal(p.Value, source),
                }
            )
        );

    private enum PartKind
    {
        Raw,
        Name,
        Column,
        Table,
        Object,
        Sql,
        Value,
    }

    private readonly record struct Part(PartKind Kind, object Value);
}
