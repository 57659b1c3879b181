namespace Strata.Schema.Binding;

/// <summary>Finds and checks the key that a foreign key refers to.</summary>
internal static class ForeignKeyResolver
{
    /// <exception cref="SchemaException">The foreign key names no table.</exception>
    public static Type TargetOf(ForeignKeyDefinition key) =>
        key.Target ?? throw new SchemaException("the foreign key has no target; add .References<Table>(t => t.Id)", key.Source);

    /// <exception cref="SchemaException">
    /// The columns do not exist, differ in number or type, or are no key of the other table.
    /// </exception>
    public static (BoundTable Target, IReadOnlyList<Column> Columns) Resolve(SchemaModel model, BoundTable table, ForeignKeyDefinition key)
    {
        var target = model.Table(TargetOf(key), key.Source);
        var local = table.Resolve(key.Columns, key.Source);
        var referenced = key.TargetColumns.Count > 0 ? Listed(target, key) : PrimaryKeyOf(target, key);
        if (local.Count != referenced.Count)
        {
            throw new SchemaException(
                $"the foreign key of {table.Name} has {local.Count} column(s) for {referenced.Count} of {target.Name}: {Join(referenced)}",
                key.Source
            );
        }

        if (!IsKey(target, referenced))
        {
            throw new SchemaException(
                $"the foreign key of {table.Name} refers to {target.Name} ({Join(referenced)}), which is no primary key and not unique",
                key.Source
            );
        }

        for (var i = 0; i < local.Count; i++)
            CheckTypes(table, local[i], target, referenced[i], key);
        foreach (var column in table.Resolve(key.DeleteColumns, key.Source))
        {
            if (!local.Contains(column))
                throw new SchemaException($"OnDelete lists \"{column.BoundName}\", which is no column of the foreign key", key.Source);
        }

        return (target, referenced);
    }

    private static List<Column> Listed(BoundTable target, ForeignKeyDefinition key) =>
        [.. key.TargetColumns.Select(c => target.Resolve(c(target.Table), key.Source))];

    private static IReadOnlyList<Column> PrimaryKeyOf(BoundTable target, ForeignKeyDefinition key) =>
        target.PrimaryKey is IKey primary
            ? target.Resolve(primary.Columns, key.Source)
            : throw new SchemaException($"{target.Name} has no primary key; list the columns: .References<Table>(t => t.Id)", key.Source);

    private static bool IsKey(BoundTable target, IReadOnlyList<Column> columns)
    {
        bool HasColumns(IEnumerable<Column> key) => key.ToHashSet().SetEquals(columns);
        return target.Parts.OfType<IKey>().Any(k => HasColumns(target.Resolve(k.Columns, target.Source)))
            || target.Of<IndexDefinition>().Any(i => IsUniqueOverColumns(i) && HasColumns(KeyOf(target, i)));
    }

    private static bool IsUniqueOverColumns(IndexDefinition index) =>
        index.IsUnique && index.Condition is null && index.Parts.All(p => p.Column is not null);

    private static IEnumerable<Column> KeyOf(BoundTable target, IndexDefinition index) =>
        index.Parts.Select(p => target.Resolve(p.Column!, index.Source));

    // Refuses only pairs that no server compares, such as uuid and integer; other pairs depend on the operators of the server.
    private static void CheckTypes(BoundTable table, Column local, BoundTable target, Column referenced, ForeignKeyDefinition key)
    {
        var (left, right) = (local.Type, referenced.Type);
        var canCompare =
            left.Enum is { } a && right.Enum is { } b
                ? a.Type == b.Type
                : left.Family == right.Family || HasOpenFamily(left) || HasOpenFamily(right) || (IsNumber(left) && IsNumber(right));
        if (canCompare)
            return;
        throw new SchemaException(
            $"{table.Name}.{local.BoundName} ({Word(left)}) cannot be compared with {target.Name}.{referenced.BoundName} ({Word(right)})",
            key.Source
        );
    }

    private static bool IsNumber(ColumnType type) => type.Family is TypeFamily.Integer or TypeFamily.Number;

    private static bool HasOpenFamily(ColumnType type) =>
        type.Family is TypeFamily.Other or TypeFamily.Domain or TypeFamily.Date or TypeFamily.Timestamp or TypeFamily.Timestamptz;

    private static string Word(ColumnType type) => type.Postgres ?? type.Enum?.Type.Name ?? "a domain";

    private static string Join(IEnumerable<Column> columns) => string.Join(", ", columns.Select(c => c.BoundName));
}
