using Strata.Schema.Building;
using Strata.Schema.Types;

namespace Strata.Schema.Rendering;

/// <summary>Types and columns as PostgreSQL is told them.</summary>
internal sealed class PostgresTypes(SqlNames names)
{
    public string Of(ColumnType type) => Base(type) + string.Concat(Enumerable.Repeat("[]", type.Dimensions));

    private string Base(ColumnType type)
    {
        if (type.Enum is { } member)
            return names.Of(member);
        if (type.Domain is { } domain)
            return names.Qualified(domain.Schema, domain.Name);
        return type.Postgres!;
    }

    public string Column(BoundTable table, Column column)
    {
        List<string> words = [SqlNames.Quote(column.BoundName), Of(column.Type)];
        if (column.CompressionMethod is { } compression)
            words.Add($"COMPRESSION {compression}");
        if (column.CollationName is { } collation)
            words.Add($"COLLATE {Collation(collation)}");
        if (Default(column) is { } value)
            words.Add($"DEFAULT {value}");
        if (column.IdentityAs is { } identity)
            words.Add(Identity(identity));
        if (column.GeneratedAs is { } generated)
        {
            var expression = names.Render(generated.Expression(table.Table), column.Source);
            words.Add($"GENERATED ALWAYS AS ({expression}) {(generated.IsVirtual ? "VIRTUAL" : "STORED")}");
        }

        if (!column.IsNullable)
            words.Add("NOT NULL");
        return string.Join(' ', words);
    }

    public string? Default(Column column) =>
        column.DefaultTo is not { } value
            ? null
            : value.Kind switch
            {
                DefaultKind.Expression => $"({names.Render((Sql)value.Value!, column.Source)})",
                DefaultKind.Value => names.Literal(value.Value!, column.Source),
                DefaultKind.Random when column.Type.Family is TypeFamily.Uuid or TypeFamily.Other or TypeFamily.Domain =>
                    "gen_random_uuid()",
                DefaultKind.Random when column.Type.Family == TypeFamily.Text => "gen_random_uuid()::text",
                DefaultKind.Now when column.Type.Family == TypeFamily.Date => "CURRENT_DATE",
                DefaultKind.Now
                    when column.Type.Family
                        is TypeFamily.Timestamp
                            or TypeFamily.Timestamptz
                            or TypeFamily.Time
                            or TypeFamily.Other
                            or TypeFamily.Domain => "now()",
                DefaultKind.Now => throw new SchemaException(
                    $"column {column.BoundName}: DefaultNow() is for dates and times; write Default($\"…\")",
                    column.Source
                ),
                _ => throw new SchemaException(
                    $"column {column.BoundName}: DefaultRandom() is for Uuid() and Text(); write Default($\"…\")",
                    column.Source
                ),
            };

    /// <summary>A name with a dot is a schema and a name.</summary>
    public static string Collation(string name) => string.Join('.', name.Split('.', 2).Select(SqlNames.Quote));

    public string IndexPart(IndexPart part, Func<ColumnRef, string> column, SourceLine source)
    {
        var words = new List<string>
        {
            part.Column is { } key ? SqlNames.Quote(column(key)) : $"({names.Render(part.Expression!, source)})",
        };
        if (part.CollationName is { } collation)
            words.Add($"COLLATE {Collation(collation)}");
        if (part.OperatorClassName is { } operators)
        {
            var options = string.Join(", ", part.OperatorClassOptions.Select(o => $"{o.Key} = {o.Value}"));
            words.Add(options.Length == 0 ? operators : $"{operators} ({options})");
        }

        if (part.IsDescending)
            words.Add("DESC");
        if (part.AreNullsFirst is { } first)
            words.Add(first ? "NULLS FIRST" : "NULLS LAST");
        return string.Join(' ', words);
    }

    private static string Identity(IdentityColumn identity)
    {
        var options = identity.Options.Render();
        return $"GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{(options.Length == 0 ? "" : $" ({options})")}";
    }
}
