namespace Strata.Schema.Binding;

/// <summary>The options of a column that exclude one another.</summary>
internal static class ColumnRules
{
    /// <exception cref="SchemaException">Two options of the column exclude each other.</exception>
    public static void Check(BoundTable table, Column column)
    {
        var name = $"{table.Name}.{column.BoundName}";
        var sources = ValueSources(column).ToList();
        if (sources.Count > 1)
            throw new SchemaException($"column {name} has {string.Join(" and ", sources)}; only one is allowed", column.Source);
        MomentDefaults.Check(column, name);
        if (column.IsNullable && column.Inline.Exists(i => i is PrimaryKeyDefinition))
            throw new SchemaException($"column {name} is the primary key and Nullable(); remove one of them", column.Source);
        if (column.IdentityAs is not null && column.IsNullable)
            throw new SchemaException($"column {name} is identity and Nullable(); remove one of them", column.Source);
        if (column.IdentityAs is not null && column.Type.Family != TypeFamily.Integer)
            throw new SchemaException($"identity column {name} is not of type Smallint(), Integer() or Bigint()", column.Source);
    }

    private static IEnumerable<string> ValueSources(Column column)
    {
        if (column.DefaultTo is not null)
            yield return "a default";
        if (column.GeneratedAs is not null)
            yield return "a generated expression";
        if (column.IdentityAs is not null)
            yield return "identity";
        if (column.Type.IsSerial)
            yield return "a serial type";
    }
}
