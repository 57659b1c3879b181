using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Sqlite.SqlReading;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Kinds.Indexes;

/// <summary>An index as a call in its table's constructor, where its keys are columns.</summary>
internal static class IndexEmission
{
    public static EmittedCode? Of(TableIndex index, CodeContext context)
    {
        var columns = context.PartsOf(index.Table).Select(p => p.Id).Where(id => id.Type == "table column").ToList();
        var tokens = new SqlTokens(index.Definition, SqliteSyntax.Instance);
        if (!tokens.Take("("))
            return null;
        List<string> parts = [],
            names = [];
        do
        {
            if (Key(tokens, columns, context) is not var (name, part))
                return null;
            parts.Add(part);
            names.Add(name);
        } while (tokens.Take(","));
        if (!tokens.Take(")"))
            return null;
        var from = tokens.At + 1;
        var condition = tokens.Take("WHERE");
        if (condition)
            tokens.At = tokens.Count;
        if (!tokens.AtEnd)
            return null;
        return new(
            index,
            new CodePart(
                CodePlace.Statement,
                string.Concat(
                    $"Index({(parts.Count > 8 ? $"[{string.Join(", ", parts)}]" : string.Join(", ", parts))})",
                    index.IsUnique ? ".Unique()" : "",
                    context.Convention.PartName("index", index.Table.Name, names) == index.Id.Name
                        ? ""
                        : $".Named({CSharp.Literal(index.Id.Name)})",
                    condition ? $".Where({context.Expression(tokens.Since(from), index.Table).Text})" : ""
                ),
                index.Table
            )
        );
    }

    /// <summary><c>"a" COLLATE nocase DESC</c>: the column's name, and the key in C#; null where it is no column.</summary>
    private static (string Name, string Part)? Key(SqlTokens tokens, IReadOnlyList<ObjectId> columns, CodeContext context)
    {
        var name = tokens.TakeName();
        if (columns.FirstOrDefault(c => name is not null && Canonical.Same(c.Name, name)) is not { } column)
            return null;
        var part = context.Name(column);
        if (tokens.Take("COLLATE"))
            part += $".Collate({CSharp.Literal(tokens.TakeName() ?? "")})";
        if (tokens.Take("DESC"))
            part += ".Descending()";
        else
            tokens.Take("ASC");
        return (column.Name, part);
    }
}
