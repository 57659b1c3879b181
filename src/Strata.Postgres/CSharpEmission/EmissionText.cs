using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.CSharpEmission;

/// <summary>Text that the C# of several kinds has in common.</summary>
internal static class EmissionText
{
    /// <summary><c>, schema: "audit"</c>, or nothing in the default schema.</summary>
    public static string SchemaArgument(ObjectId id, CodeContext context) =>
        context.Convention.IsDefaultSchema(id.Names[0]) ? "" : $", schema: {CSharp.Literal(id.Names[0])}";

    public static SqlTokens Tokens(string sql) => new(sql, PostgresSyntax.Instance);

    public static string Named(string? name) => name is null ? "" : $".Named({CSharp.Literal(name)})";

    /// <summary>Attributes for a type's name and schema where they are not the usual ones.</summary>
    public static IEnumerable<string> Address(ObjectId id, CodeContext context)
    {
        if (!context.IsConventional(id, CodeNaming.Type))
            yield return $"[Named({CSharp.Literal(id.Name)})]";
        if (!context.Convention.IsDefaultSchema(id.Names[0]))
            yield return $"[InSchema({CSharp.Literal(id.Names[0])})]";
    }

    /// <summary>The object's name when the convention would give another.</summary>
    public static string? GivenName(ObjectId id, CodeContext context, IReadOnlyList<string> columns) =>
        context.Convention.PartName(id.Type, id.Names[^2], columns) == id.Name ? null : id.Name;

    /// <summary>The object has a comment, which needs a call of its own to stand at: a piece inside a column's call has none.</summary>
    public static bool HasComment(ObjectId id, CodeContext context) => context.PartsOf(id).Any(p => p.Id.Type == "comment");

    /// <summary>An expression without the brackets that the server puts round it.</summary>
    public static string Unbracketed(string expression)
    {
        var tokens = Tokens(expression);
        return tokens.TakeBracket() is { } inner && tokens.AtEnd ? inner : expression;
    }

    public static string Fields(ObjectId table, IEnumerable<string> columns, CodeContext context, string before = "") =>
        string.Join(", ", columns.Select(c => before + Field(table, c, context)));

    public static string Field(ObjectId table, string column, CodeContext context) => context.Name(ColumnId(table, column));

    public static ObjectId ColumnId(ObjectId table, string column) => new("table column", [.. table.Names, column]);

    /// <summary>All are fields.</summary>
    public static bool AreFields(ObjectId table, IEnumerable<string> columns, CodeContext context) =>
        columns.All(c => context.Catalog.Find(ColumnId(table, c)) is not null && !context.IsInSql(ColumnId(table, c)));

    /// <summary>The schema's methods take up to eight, and a list of any number.</summary>
    public static string Arguments(IReadOnlyList<string> parts) =>
        parts.Count > 8 ? $"[{string.Join(", ", parts)}]" : string.Join(", ", parts);

    /// <summary><c>schema.name</c> as SQL has it, to one name with a dot; null when it could not be told apart again.</summary>
    public static string? DottedName(string sql)
    {
        var tokens = Tokens(sql);
        var path = tokens.TakePath();
        if (!tokens.AtEnd || path.Count == 0 || path.Any(p => p.Contains('.', StringComparison.Ordinal)))
            return null;
        return path is ["pg_catalog", var own] ? own : string.Join('.', path);
    }
}
