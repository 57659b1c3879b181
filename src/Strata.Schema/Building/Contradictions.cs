namespace Strata.Schema.Building;

/// <summary>What a column says of itself that cannot all be true.</summary>
internal static class Contradictions
{
    /// <exception cref="SchemaException">Two of its options exclude each other.</exception>
    public static void Find(BoundTable table, Column column)
    {
        var name = $"{table.Name}.{column.BoundName}";
        var sources = new[]
        {
            (Said: column.DefaultTo is not null, What: "a default"),
            (Said: column.GeneratedAs is not null, What: "a generated expression"),
            (Said: column.IdentityAs is not null, What: "identity"),
            (Said: column.Type.IsSerial, What: "serial"),
        };
        var said = sources.Where(s => s.Said).Select(s => s.What).ToList();
        if (said.Count > 1)
            throw new SchemaException($"column {name} has {string.Join(" and ", said)}; a column gets its value in one way", column.Source);
        if (column.IsNullable && column.Inline.Exists(i => i is PrimaryKeyDefinition))
        {
            throw new SchemaException($"column {name} is the primary key and Nullable(); a key is never empty", column.Source);
        }

        if (column.IdentityAs is not null && column.IsNullable)
            throw new SchemaException($"column {name} is identity and Nullable(); an identity is never empty", column.Source);
        if (column.IdentityAs is not null && column.Type.Family != Types.TypeFamily.Integer)
        {
            throw new SchemaException($"column {name} is identity, so its type is Smallint(), Integer() or Bigint()", column.Source);
        }
    }
}
