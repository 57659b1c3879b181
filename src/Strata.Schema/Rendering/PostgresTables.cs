using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>CREATE TABLE with keys and checks, and the settings that exist only in ALTER TABLE.</summary>
internal sealed class PostgresTables(SqlNames names, PostgresColumns columns, StatementList statements)
{
    private readonly PostgresPartitions _partitions = new(names, columns, statements);

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
        _partitions.Write(table);
        WriteTableSettings(table);
    }

    public static string ConstraintAddress(BoundTable table, Definition part) =>
        ObjectAddress.Of("table constraint", table.Schema, table.Name, part.BoundName);

    private string Create(BoundTable table)
    {
        List<string> lines =
        [
            .. table.Columns.Select(c => columns.Column(table, c)),
            .. table.Parts.Select(p => Constraint(table, p)).OfType<string>(),
        ];
        var options = table.Options;
        var unlogged = options.IsUnlogged ? "UNLOGGED " : "";
        var body = lines.Count == 0 ? "()" : $"(\n    {string.Join(",\n    ", lines)}\n)";
        var partitioning = options.Partitioning is { } by ? _partitions.PartitionBy(table, by, table.Source) : "";
        var method = options.AccessMethod is { } access ? $" USING {SqlNames.Quote(access)}" : "";
        return $"CREATE {unlogged}TABLE {names.Of(table)} {body}{partitioning}{method}"
            + SqlClauses.Storage(options.Storage)
            + SqlClauses.Tablespace(options.Tablespace);
    }

    private string? Constraint(BoundTable table, Definition part) =>
        part switch
        {
            PrimaryKeyDefinition key => Key(table, key, "PRIMARY KEY"),
            UniqueDefinition key => Key(table, key, key.TreatsNullsAsEqual ? "UNIQUE NULLS NOT DISTINCT" : "UNIQUE"),
            CheckDefinition { IsNotValid: false } check => Check(check),
            ExclusionDefinition exclusion => Exclusion(table, exclusion),
            _ => null,
        };

    private static string Key<T>(BoundTable table, T key, string type)
        where T : Definition, IKey
    {
        var list = SqlNames.List(table.Resolve(key.Columns, key.Source));
        var included = table.Resolve(key.Included, key.Source).Select(c => c.BoundName).ToList();
        return $"CONSTRAINT {SqlNames.Quote(key.BoundName)} {type} ({list}){SqlClauses.Include(included)}"
            + SqlClauses.Storage(key.Storage)
            + SqlClauses.IndexTablespace(key.Tablespace)
            + SqlClauses.Deferral(key.Deferral);
    }

    private string Check(CheckDefinition check)
    {
        var condition = names.Render(check.Condition, check.Source);
        return $"CONSTRAINT {SqlNames.Quote(check.BoundName)} CHECK ({condition}){(check.IsNotInherited ? " NO INHERIT" : "")}";
    }

    private string Exclusion(BoundTable table, ExclusionDefinition exclusion)
    {
        var source = exclusion.Source;
        var parts = exclusion.Parts.Select(p =>
            p.ExclusionOperator is { } comparison
                ? $"{columns.IndexPart(p, c => table.Resolve(c, source).BoundName, source)} WITH {comparison}"
                : throw new SchemaException(
                    "an exclusion constraint has a part without an operator; write Exclude(Room.With(\"=\"))",
                    source
                )
        );
        var included = table.Resolve(exclusion.Included, source).Select(c => c.BoundName).ToList();
        var where = exclusion.Condition is { } condition ? $" WHERE ({names.Render(condition, source)})" : "";
        return $"CONSTRAINT {SqlNames.Quote(exclusion.BoundName)} EXCLUDE USING {exclusion.Method} ({string.Join(", ", parts)})"
            + SqlClauses.Include(included)
            + SqlClauses.Storage(exclusion.Storage)
            + SqlClauses.IndexTablespace(exclusion.TablespaceName)
            + where
            + SqlClauses.Deferral(exclusion.Deferral);
    }

    private void WriteColumnSettings(BoundTable table, Column column)
    {
        void Alter(string change) =>
            statements.Add(
                column.Source,
                ObjectAddress.Of("table column", table.Schema, table.Name, column.BoundName),
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
        if (options.ReplicaIdentity is { IsIndex: false } identity)
            Alter($"REPLICA IDENTITY {identity.Name}");
    }
}
