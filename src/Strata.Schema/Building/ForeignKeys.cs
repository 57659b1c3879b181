namespace Strata.Schema.Building;

/// <summary>Finds what foreign keys refer to.</summary>
internal static class ForeignKeys
{
    public static Type TargetOf(ForeignKeyDefinition key) =>
        key.Target ?? throw new SchemaException("the foreign key refers to nothing; add .References<Table>(t => t.Id)", key.Source);

    /// <exception cref="SchemaException">The columns do not exist, do not match in number or type, or are no key of the other
    /// table.</exception>
    public static (BoundTable Target, IReadOnlyList<Column> Columns) Resolve(SchemaModel model, BoundTable table, ForeignKeyDefinition key)
    {
        var target = model.Table(TargetOf(key), key.Source);
        var ours = table.Resolve(key.Columns, key.Source);
        var theirs = key.TargetColumns.Count > 0 ? Named(target, key) : PrimaryKeyOf(target, key);
        if (ours.Count != theirs.Count)
        {
            throw new SchemaException(
                $"the foreign key of {table.Name} has {ours.Count} column(s) and refers to {theirs.Count} of {target.Name}"
                    + $" ({Join(theirs)}); give one for each",
                key.Source
            );
        }

        if (!IsKey(target, theirs))
        {
            throw new SchemaException(
                $"the foreign key of {table.Name} refers to {target.Name} ({Join(theirs)}), which is neither its primary "
                    + $"key nor unique; add .PrimaryKey() or .Unique() there",
                key.Source
            );
        }

        for (var i = 0; i < ours.Count; i++)
            Compare(table, ours[i], target, theirs[i], key);
        foreach (var column in table.Resolve(key.DeleteColumns, key.Source))
        {
            if (!ours.Contains(column))
                throw new SchemaException($"OnDelete names \"{column.BoundName}\", which is no column of this foreign key", key.Source);
        }

        return (target, theirs);
    }

    private static List<Column> Named(BoundTable target, ForeignKeyDefinition key) =>
        [.. key.TargetColumns.Select(c => target.Resolve(c(target.Table), key.Source))];

    private static IReadOnlyList<Column> PrimaryKeyOf(BoundTable target, ForeignKeyDefinition key) =>
        target.PrimaryKey is IKey primary
            ? target.Resolve(primary.Columns, key.Source)
            : throw new SchemaException($"{target.Name} has no primary key to refer to; name the columns, or give it one", key.Source);

    private static bool IsKey(BoundTable target, IReadOnlyList<Column> columns)
    {
        bool Same(IEnumerable<Column> key) => key.ToHashSet().SetEquals(columns);
        return target.Parts.OfType<IKey>().Any(k => Same(target.Resolve(k.Columns, target.Source)))
            || target
                .Of<IndexDefinition>()
                .Any(i =>
                    i.IsUnique
                    && i.Condition is null
                    && i.Parts.All(p => p.Column is not null)
                    && Same(i.Parts.Select(p => target.Resolve(p.Column!, i.Source)))
                );
    }

    // Only what can never work: a uuid against a number. Types of other families are left to the server, which knows their operators.
    private static void Compare(BoundTable table, Column ours, BoundTable target, Column theirs, ForeignKeyDefinition key)
    {
        var (a, b) = (ours.Type, theirs.Type);
        var bothEnums = a.Enum is not null && b.Enum is not null;
        if (bothEnums ? a.Enum!.Type == b.Enum!.Type : a.Family == b.Family || IsLoose(a) || IsLoose(b) || AreNumbers(a, b))
            return;
        throw new SchemaException(
            $"{table.Name}.{ours.BoundName} and {target.Name}.{theirs.BoundName} have types that cannot be compared ({Word(a)}"
                + $" and {Word(b)})",
            key.Source
        );
    }

    private static bool AreNumbers(Types.ColumnType a, Types.ColumnType b) => IsNumber(a) && IsNumber(b);

    private static bool IsNumber(Types.ColumnType type) => type.Family is Types.TypeFamily.Integer or Types.TypeFamily.Number;

    private static bool IsLoose(Types.ColumnType type) =>
        type.Family
            is Types.TypeFamily.Other
                or Types.TypeFamily.Domain
                or Types.TypeFamily.Date
                or Types.TypeFamily.Timestamp
                or Types.TypeFamily.Timestamptz;

    private static string Word(Types.ColumnType type) => type.Postgres ?? type.Enum?.Type.Name ?? "a domain";

    private static string Join(IEnumerable<Column> columns) => string.Join(", ", columns.Select(c => c.BoundName));
}
