using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Types, columns and index keys as PostgreSQL spells them.</summary>
internal sealed class PostgresColumns(SqlNames names)
{
    public string TypeOf(ColumnType type) => Element(type) + string.Concat(Enumerable.Repeat("[]", type.Dimensions));

    public string Column(BoundTable table, Column column)
    {
        List<string> clauses = [SqlNames.Quote(column.BoundName), TypeOf(column.Type)];
        if (column.CompressionMethod is { } compression)
            clauses.Add($"COMPRESSION {compression}");
        if (column.CollationName is { } collation)
            clauses.Add($"COLLATE {Collation(collation)}");
        if (Default(column) is { } value)
            clauses.Add($"DEFAULT {value}");
        if (column.IdentityAs is { } identity)
            clauses.Add(Identity(identity));
        if (column.GeneratedAs is { } generated)
        {
            var expression = names.Render(generated.Expression(table.Table), column.Source);
            clauses.Add($"GENERATED ALWAYS AS ({expression}) {(generated.IsVirtual ? "VIRTUAL" : "STORED")}");
        }

        if (!column.IsNullable)
            clauses.Add("NOT NULL");
        return string.Join(' ', clauses);
    }

    /// <summary>The expression of the default; null for none.</summary>
    /// <exception cref="SchemaException">The default does not suit the type.</exception>
    public string? Default(Column column) =>
        column.DefaultTo?.Kind switch
        {
            null => null,
            DefaultKind.Expression => $"({names.Render((Sql)column.DefaultTo.Value!, column.Source)})",
            DefaultKind.Value => names.Literal(column.DefaultTo.Value!, column.Source),
            DefaultKind.Now => Now(column),
            _ => Random(column),
        };

    /// <summary>A collation; a name with a dot is a schema and a name.</summary>
    public static string Collation(string name) => string.Join('.', name.Split('.', 2).Select(SqlNames.Quote));

    /// <param name="part">The key.</param>
    /// <param name="column">Finds the name of a column.</param>
    /// <param name="source">The line of the index.</param>
    public string IndexPart(IndexPart part, Func<ColumnRef, string> column, SourceLine source)
    {
        var key = part.Column is { } reference ? SqlNames.Quote(column(reference)) : $"({names.Render(part.Expression!, source)})";
        List<string> clauses = [key];
        if (part.CollationName is { } collation)
            clauses.Add($"COLLATE {Collation(collation)}");
        if (part.OperatorClassName is { } operatorClass)
        {
            var options = string.Join(", ", part.OperatorClassOptions.Select(o => $"{o.Key} = {o.Value}"));
            clauses.Add(options.Length == 0 ? operatorClass : $"{operatorClass} ({options})");
        }

        if (part.IsDescending)
            clauses.Add("DESC");
        if (part.AreNullsFirst is { } first)
            clauses.Add(first ? "NULLS FIRST" : "NULLS LAST");
        return string.Join(' ', clauses);
    }

    private string Element(ColumnType type)
    {
        if (type.Enum is { } mapped)
            return names.Of(mapped);
        if (type.Domain is { } domain)
            return names.Qualified(domain.Schema, domain.Name);
        return type.Postgres!;
    }

    private static string Now(Column column) =>
        column.Type.Family switch
        {
            TypeFamily.Date => "CURRENT_DATE",
            TypeFamily.Timestamp or TypeFamily.Timestamptz or TypeFamily.Time or TypeFamily.Other or TypeFamily.Domain => "now()",
            _ => throw DefaultMistakes.Now(column),
        };

    private static string Random(Column column) =>
        column.Type.Family switch
        {
            TypeFamily.Uuid or TypeFamily.Other or TypeFamily.Domain => "gen_random_uuid()",
            TypeFamily.Text => "gen_random_uuid()::text",
            _ => throw DefaultMistakes.Random(column),
        };

    private static string Identity(IdentityColumn identity)
    {
        var options = PostgresSequences.Options(identity.Options);
        return $"GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{(options.Length == 0 ? "" : $" ({options})")}";
    }
}
