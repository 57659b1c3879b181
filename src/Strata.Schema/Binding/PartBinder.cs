namespace Strata.Schema.Binding;

/// <summary>Names constraints, indexes, triggers and policies, and checks that the columns they mention exist.</summary>
internal sealed class PartBinder(SchemaModel model)
{
    /// <summary>Binds the parts whose names the user gave first, so that conventional names give way to them.</summary>
    public void Bind()
    {
        BindParts(hasGivenName: true);
        BindParts(hasGivenName: false);
        foreach (var table in model.Tables)
        {
            foreach (var key in table.Of<ForeignKeyDefinition>())
                model.Errors.Collect(() => ForeignKeyResolver.Resolve(model, table, key));
        }

        foreach (var view in model.Of<MaterializedViewDefinition>())
            NameIndexes(view);
        if (model.Dialect == Dialect.Sqlite)
            NameEnumChecks();
    }

    private void BindParts(bool hasGivenName)
    {
        foreach (var table in model.Tables)
        {
            foreach (var part in table.Parts.Where(p => p is not PartitionDefinition && p.GivenName is not null == hasGivenName))
                model.Errors.Collect(() => Bind(table, part));
        }
    }

    private void Bind(BoundTable table, Definition part)
    {
        CheckColumns(table, part);
        var owner = $"{ObjectTypes.OfPart(part)} of {table.Name}";
        var scopes = Scopes(table, part);
        if (part.GivenName is not { } given)
        {
            part.BoundName = model.Names.ClaimFree(ConventionalName(table, part), owner, scopes);
            return;
        }

        part.BoundName = given;
        foreach (var scope in scopes)
            model.Names.Claim(scope, given, $"{owner} \"{given}\"", part.Source);
    }

    // An index, also that of a key, is named among the relations of its schema; a constraint among those of its table.
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

    private string ConventionalName(BoundTable table, Definition part)
    {
        var naming = model.Naming;
        return part switch
        {
            PrimaryKeyDefinition => naming.PrimaryKey(table.Name),
            UniqueDefinition key => naming.Unique(table.Name, Names(table, ((IKey)key).Columns, part)),
            ForeignKeyDefinition key => naming.ForeignKey(
                table.Name,
                Names(table, key.Columns, part),
                model.Table(ForeignKeyResolver.TargetOf(key), key.Source).Name
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
        var scope = $"relation {model.SchemaOf(view.SchemaName)}";
        foreach (var index in view.Indexes)
        {
            var columns = index.Parts.Select(p => p.Column?.Name ?? p.Column?.Column?.BoundName ?? "expr").ToList();
            index.BoundName =
                index.GivenName ?? model.Names.ClaimFree(model.Naming.Index(view.Name, columns), $"index of {view.Name}", scope);
        }
    }

    private void NameEnumChecks()
    {
        foreach (var table in model.Tables)
        {
            foreach (var column in table.Columns.Where(c => c.Type is { Enum: not null, Dimensions: 0 }))
            {
                table.EnumChecks[column] = model.Names.ClaimFree(
                    model.Naming.Check(table.Name, column.BoundName),
                    $"enum check of {table.Name}",
                    $"constraint {table.Scope}"
                );
            }
        }
    }
}
