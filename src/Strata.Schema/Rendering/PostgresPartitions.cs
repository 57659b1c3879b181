using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>PARTITION BY and CREATE TABLE … PARTITION OF.</summary>
internal sealed class PostgresPartitions(SqlNames names, PostgresColumns columns, StatementList statements)
{
    public void Write(BoundTable table)
    {
        foreach (var partition in table.Of<PartitionDefinition>())
            Write(table, names.Of(table), partition);
    }

    public string PartitionBy(BoundTable table, Partitioning partitioning, SourceLine source)
    {
        var keys = partitioning.Keys.Select(k => columns.IndexPart(k, c => table.Resolve(c, source).BoundName, source));
        return $" PARTITION BY {partitioning.Strategy} ({string.Join(", ", keys)})";
    }

    private void Write(BoundTable table, string parent, PartitionDefinition partition)
    {
        var name = names.Qualified(table.Schema, partition.BoundName);
        statements.Add(
            partition.Source,
            ObjectAddress.Of("table", table.Schema, partition.BoundName),
            () =>
            {
                var by = partition.Partitioning is { } further ? PartitionBy(table, further, partition.Source) : "";
                return $"CREATE TABLE {name} PARTITION OF {parent} {Bound(partition)}{by}";
            }
        );
        foreach (var child in partition.Children)
            Write(table, name, child);
    }

    private string Bound(PartitionDefinition partition)
    {
        if (partition.IsDefault)
            return "DEFAULT";
        if (partition.Values is { } listed)
            return $"FOR VALUES IN ({Values(partition, listed)})";
        if (partition.HashOf is { } hash)
            return $"FOR VALUES WITH (MODULUS {hash.Modulus}, REMAINDER {hash.Remainder})";
        if (partition is { Lower: { } lower, Upper: { } upper })
            return $"FOR VALUES FROM ({Values(partition, lower)}) TO ({Values(partition, upper)})";
        throw new SchemaException(
            $"partition {partition.BoundName} has no bound; add .From(…).To(…), .In(…), .Hash(…) or .Default()",
            partition.Source
        );
    }

    private string Values(PartitionDefinition partition, IReadOnlyList<object> values) =>
        string.Join(", ", values.Select(v => v is Sql sql ? names.Render(sql, partition.Source) : names.Literal(v, partition.Source)));
}
