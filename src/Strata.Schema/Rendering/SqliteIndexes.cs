using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>CREATE INDEX for SQLite: https://www.sqlite.org/lang_createindex.html.</summary>
internal sealed class SqliteIndexes(SqlNames names, StatementList statements)
{
    public void Write(BoundTable table)
    {
        foreach (var index in table.Of<IndexDefinition>())
            statements.Add(index.Source, ObjectAddress.Of("index", table.Schema, index.BoundName), () => Create(table, index));
    }

    private string Create(BoundTable table, IndexDefinition index)
    {
        SqliteLimits.Refuse(index.Method is not null, "index methods (Using)", index.Source);
        SqliteLimits.Refuse(index.Included.Count > 0, "INCLUDE in an index", index.Source);
        SqliteLimits.Refuse(index.TreatsNullsAsEqual, "NULLS NOT DISTINCT", index.Source);
        SqliteLimits.Refuse(index.Storage.Count > 0 || index.TablespaceName is not null, "storage parameters", index.Source);
        SqliteLimits.Refuse(index.IsOnlyParent, "partitioned tables", index.Source);
        var unique = index.IsUnique ? "UNIQUE " : "";
        var keys = string.Join(", ", index.Parts.Select(p => Key(table, p, index.Source)));
        var where = index.Condition is { } condition ? $" WHERE {names.Render(condition, index.Source)}" : "";
        return $"CREATE {unique}INDEX {SqlNames.Quote(index.BoundName)} ON {names.Of(table)} ({keys}){where}";
    }

    private string Key(BoundTable table, IndexPart part, SourceLine source)
    {
        SqliteLimits.Refuse(part.OperatorClassName is not null, "operator classes", source);
        SqliteLimits.Refuse(part.AreNullsFirst is not null, "NULLS FIRST and NULLS LAST in an index", source);
        var key = part.Column is { } column
            ? SqlNames.Quote(table.Resolve(column, source).BoundName)
            : $"({names.Render(part.Expression!, source)})";
        var collation = part.CollationName is { } name ? $" COLLATE {SqlNames.Quote(name)}" : "";
        return $"{key}{collation}{(part.IsDescending ? " DESC" : "")}";
    }
}
