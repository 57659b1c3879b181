namespace Strata.Schema.Building;

/// <summary>Names constraints and indexes, those the user named first, and checks that what they mention exists.</summary>
internal sealed class PartBinder(SchemaModel model)
{
    public void Bind()
    {
        foreach (var given in new[] { true, false })
        {
            foreach (var table in model.Tables)
            {
                foreach (var part in table.Parts.Where(p => p is not PartitionDefinition && p.GivenName is not null == given))
                {
                    model.Errors.Guard(() => Name(table, part));
                }
            }
        }

        foreach (var table in model.Tables)
        {
            foreach (var key in table.Of<ForeignKeyDefinition>())
                model.Errors.Guard(() => ForeignKeys.Resolve(model, table, key));
        }

        foreach (var view in model.Of<MaterializedViewDefinition>())
            NameIndexes(view);
    }

    private void Name(BoundTable table, Definition part)
    {
        CheckColumns(table, part);
        var what = $"{Word(part)} of {table.Name}";
        var scopes = Scopes(table, part);
        if (part.GivenName is { } given)
        {
            part.BoundName = given;
            foreach (var scope in scopes)
                model.Names.Claim(scope, given, $"{what} \"{given}\"", part.Source);
            return;
        }

        part.BoundName = model.Names.Free(Conventional(table, part), what, scopes);
    }

    // An index, and the index behind a key, has its name among the relations of the schema; a constraint among those of its table.
    private static string[] Scopes(BoundTable table, Definition part)
    {
        var relation = $"relation {table.Schema}";
        var constraint = $"constraint {table.Scope}";
        return part switch
        {
            IndexDefinition => [relation],
            PrimaryKeyDefinition or UniqueDefinition or ExclusionDefinition => [relation, constraint],
            TriggerDefinition => [$"trigger {table.Scope}"],
            PolicyDefinition => [$"policy {table.Scope}"],
            _ => [constraint],
        };
    }

    private string Conventional(BoundTable table, Definition part)
    {
        var naming = model.Naming;
        return part switch
        {
            PrimaryKeyDefinition => naming.PrimaryKey(table.Name),
            UniqueDefinition key => naming.Unique(table.Name, Names(table, ((IKey)key).Columns, part)),
            ForeignKeyDefinition key => naming.ForeignKey(
                table.Name,
                Names(table, key.Columns, part),
                model.Table(ForeignKeys.TargetOf(key), key.Source).Name
            ),
            IndexDefinition index => naming.Index(table.Name, Names(table, index.Parts, part)),
            ExclusionDefinition exclusion => naming.Exclusion(table.Name, Names(table, exclusion.Parts, part)),
            CheckDefinition check => naming.Check(table.Name, OnlyColumn(check)),
            _ => throw new InvalidOperationException($"{part.GetType().Name} has no conventional name"),
        };
    }

    private static string? OnlyColumn(CheckDefinition check)
    {
        if (check.Column is not null)
            return check.Column.BoundName;
        var columns = check.Condition.Columns.Distinct().ToList();
        return columns.Count == 1 ? columns[0].BoundName : null;
    }

    private static List<string> Names(BoundTable table, IReadOnlyList<ColumnRef> columns, Definition part) =>
        [.. table.Resolve(columns, part.Source).Select(c => c.BoundName)];

    private static List<string> Names(BoundTable table, IReadOnlyList<IndexPart> parts, Definition part) =>
        [.. parts.Select(p => p.Column is { } column ? table.Resolve(column, part.Source).BoundName : "expr")];

    private static void CheckColumns(BoundTable table, Definition part)
    {
        if (part is IKey key)
            table.Resolve(key.Columns.Concat(key.Included), part.Source);
        if (part is IndexDefinition index)
            Names(table, index.Parts, part);
        if (part is ExclusionDefinition exclusion)
            Names(table, exclusion.Parts, part);
    }

    private void NameIndexes(MaterializedViewDefinition view)
    {
        var relation = $"relation {model.SchemaOf(view.SchemaName)}";
        foreach (var index in view.Indexes)
        {
            var columns = index.Parts.Select(p => p.Column?.Name ?? p.Column?.Column?.BoundName ?? "expr").ToList();
            index.BoundName =
                index.GivenName ?? model.Names.Free(model.Naming.Index(view.Name, columns), $"index of {view.Name}", relation);
        }
    }

    /// <summary>What a part is called in messages.</summary>
    internal static string Word(Definition part) =>
        part switch
        {
            PrimaryKeyDefinition => "primary key",
            UniqueDefinition => "unique constraint",
            CheckDefinition => "check",
            ForeignKeyDefinition => "foreign key",
            ExclusionDefinition => "exclusion constraint",
            IndexDefinition => "index",
            TriggerDefinition => "trigger",
            PolicyDefinition => "policy",
            _ => throw new InvalidOperationException($"no word for {part.GetType().Name}"),
        };
}
