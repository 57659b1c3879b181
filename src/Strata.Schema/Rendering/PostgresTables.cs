using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>CREATE TABLE with its keys and checks, its partitions, and what only ALTER TABLE can say.</summary>
internal sealed class PostgresTables(SqlNames names, PostgresTypes types, StatementList statements)
{
    public void Write(BoundTable table)
    {
        statements.Add(table.Source, table.Address, () => Create(table));
        foreach (var check in table.Of<CheckDefinition>().Where(c => c.IsNotValid))
        {
            statements.Add(
                check.Source,
                ConstraintAddress(table, check),
                () => $"ALTER TABLE {names.Of(table)} ADD {Check(check)} NOT VALID"
            );
        }

        foreach (var column in table.Columns)
            WriteColumnSettings(table, column);
        foreach (var partition in table.Of<PartitionDefinition>())
            WritePartition(table, names.Of(table), partition);
        WriteTableSettings(table);
    }

    public static string ConstraintAddress(BoundTable table, Definition part) =>
        SchemaAddress.Text("table constraint", table.Schema, table.Name, part.BoundName);

    private string Create(BoundTable table)
    {
        List<string> lines = [.. table.Columns.Select(c => types.Column(table, c))];
        foreach (var part in table.Parts)
        {
            var line = part switch
            {
                PrimaryKeyDefinition key => Key(table, key, "PRIMARY KEY"),
                UniqueDefinition key => Key(table, key, key.TreatsNullsAsEqual ? "UNIQUE NULLS NOT DISTINCT" : "UNIQUE"),
                CheckDefinition { IsNotValid: false } check => Check(check),
                ExclusionDefinition exclusion => Exclusion(table, exclusion),
                _ => null,
            };
            if (line is not null)
                lines.Add(line);
        }

        var options = table.Options;
        var body = lines.Count == 0 ? "()" : $"(\n    {string.Join(",\n    ", lines)}\n)";
        var partitioning = options.Partitioning is { } by ? PartitionBy(table, by, table.Source) : "";
        var method = options.AccessMethod is { } access ? $" USING {SqlNames.Quote(access)}" : "";
        return $"CREATE {(options.IsUnlogged ? "UNLOGGED " : "")}TABLE {names.Of(table)} {body}{partitioning}{method}{Words.Storage(options.Storage)}{Words.Tablespace(options.Tablespace)}";
    }

    private static string Key<T>(BoundTable table, T definition, string words)
        where T : Definition, IKey
    {
        var columns = SqlNames.List(table.Resolve(definition.Columns, definition.Source));
        var include =
            definition.Included.Count == 0 ? "" : $" INCLUDE ({SqlNames.List(table.Resolve(definition.Included, definition.Source))})";
        var space = definition.Tablespace is { } name ? $" USING INDEX TABLESPACE {SqlNames.Quote(name)}" : "";
        return $"CONSTRAINT {SqlNames.Quote(definition.BoundName)} {words} ({columns}){include}{Words.Storage(definition.Storage)}{space}{Words.Deferral(definition.Deferral)}";
    }

    private string Check(CheckDefinition check) =>
        $"CONSTRAINT {SqlNames.Quote(check.BoundName)} CHECK ({names.Render(check.Condition, check.Source)}){(check.IsNotInherited ? " NO INHERIT" : "")}";

    private string Exclusion(BoundTable table, ExclusionDefinition exclusion)
    {
        var parts = exclusion.Parts.Select(p =>
            p.ExclusionOperator is { } comparison
                ? $"{types.IndexPart(p, c => table.Resolve(c, exclusion.Source).BoundName, exclusion.Source)} WITH {comparison}"
                : throw new SchemaException(
                    "each part of an exclusion constraint needs an operator: Exclude(Room.With(\"=\"), During.With(\"&&\"))",
                    exclusion.Source
                )
        );
        var include =
            exclusion.Included.Count == 0 ? "" : $" INCLUDE ({SqlNames.List(table.Resolve(exclusion.Included, exclusion.Source))})";
        var space = exclusion.TablespaceName is { } name ? $" USING INDEX TABLESPACE {SqlNames.Quote(name)}" : "";
        var where = exclusion.Condition is { } condition ? $" WHERE ({names.Render(condition, exclusion.Source)})" : "";
        return $"CONSTRAINT {SqlNames.Quote(exclusion.BoundName)} EXCLUDE USING {exclusion.Method} ({string.Join(", ", parts)}){include}"
            + $"{Words.Storage(exclusion.Storage)}{space}{where}{Words.Deferral(exclusion.Deferral)}";
    }

    private string PartitionBy(BoundTable table, Partitioning by, SourceLine source)
    {
        var keys = by.Keys.Select(k => types.IndexPart(k, c => table.Resolve(c, source).BoundName, source));
        return $" PARTITION BY {by.Strategy} ({string.Join(", ", keys)})";
    }

    private void WritePartition(BoundTable table, string parent, PartitionDefinition partition)
    {
        var name = names.Qualified(table.Schema, partition.BoundName);
        statements.Add(
            partition.Source,
            SchemaAddress.Text("table", table.Schema, partition.BoundName),
            () =>
            {
                var by = partition.Partitioning is { } further ? PartitionBy(table, further, partition.Source) : "";
                return $"CREATE TABLE {name} PARTITION OF {parent} {Bound(partition)}{by}";
            }
        );
        foreach (var child in partition.Children)
            WritePartition(table, name, child);
    }

    private string Bound(PartitionDefinition partition)
    {
        string Values(IReadOnlyList<object> values) =>
            string.Join(", ", values.Select(v => v is Sql sql ? names.Render(sql, partition.Source) : names.Literal(v, partition.Source)));
        if (partition.IsDefault)
            return "DEFAULT";
        if (partition.Values is { } listed)
            return $"FOR VALUES IN ({Values(listed)})";
        if (partition.HashOf is { } hash)
            return $"FOR VALUES WITH (MODULUS {hash.Modulus}, REMAINDER {hash.Remainder})";
        if (partition is { Lower: { } lower, Upper: { } upper })
            return $"FOR VALUES FROM ({Values(lower)}) TO ({Values(upper)})";
        throw new SchemaException(
            $"partition {partition.BoundName} does not say what goes into it; add .From(…).To(…), .In(…), .Hash(…) or .Default()",
            partition.Source
        );
    }

    private void WriteColumnSettings(BoundTable table, Column column)
    {
        void Alter(string change) =>
            statements.Add(
                column.Source,
                SchemaAddress.Text("table column", table.Schema, table.Name, column.BoundName),
                () => $"ALTER TABLE {names.Of(table)} ALTER COLUMN {SqlNames.Quote(column.BoundName)} {change}"
            );

        if (column.StorageMode is { } storage)
            Alter($"SET STORAGE {storage}");
        if (column.StatisticsTarget is { } target)
            Alter($"SET STATISTICS {target}");
    }

    private void WriteTableSettings(BoundTable table)
    {
        var options = table.Options;
        void Alter(string change) => statements.Add(table.Source, table.Address, () => $"ALTER TABLE {names.Of(table)} {change}");
        if (options.HasRowLevelSecurity || options.IsRowLevelSecurityForced || table.Of<PolicyDefinition>().Any())
            Alter("ENABLE ROW LEVEL SECURITY");
        if (options.IsRowLevelSecurityForced)
            Alter("FORCE ROW LEVEL SECURITY");
        if (options.ReplicaIdentity is { } identity && identity.ToUpperInvariant() is "FULL" or "NOTHING" or "DEFAULT")
            Alter($"REPLICA IDENTITY {options.ReplicaIdentity!.ToUpperInvariant()}");
    }
}
