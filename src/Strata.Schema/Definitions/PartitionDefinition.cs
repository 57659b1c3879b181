namespace Strata.Schema;

/// <summary>
/// One partition and what goes into it. Bounds are values (a string, a number, a date) or <see cref="Sql"/>, MINVALUE and MAXVALUE by
/// <see cref="Sql.Raw"/>.
/// </summary>
public sealed class PartitionDefinition : TablePart<PartitionDefinition>
{
    internal PartitionDefinition(string name, SourceLine source)
        : base(source) => GivenName = name;

    internal IReadOnlyList<object>? Lower { get; private set; }
    internal IReadOnlyList<object>? Upper { get; private set; }
    internal IReadOnlyList<object>? Values { get; private set; }
    internal (int Modulus, int Remainder)? HashOf { get; private set; }
    internal bool IsDefault { get; private set; }
    internal Partitioning? Partitioning { get; private set; }
    internal List<PartitionDefinition> Children { get; } = [];

    /// <summary>The lower bound, itself inside.</summary>
    public PartitionDefinition From(params object[] bound)
    {
        Lower = bound;
        return this;
    }

    /// <summary>The upper bound, itself outside.</summary>
    public PartitionDefinition To(params object[] bound)
    {
        Upper = bound;
        return this;
    }

    /// <summary>The values of a list partition.</summary>
    public PartitionDefinition In(params object[] values)
    {
        Values = values;
        return this;
    }

    /// <summary>Rows whose hash leaves the remainder.</summary>
    public PartitionDefinition Hash(int modulus, int remainder)
    {
        HashOf = (modulus, remainder);
        return this;
    }

    /// <summary>Whatever fits no other partition.</summary>
    public PartitionDefinition Default()
    {
        IsDefault = true;
        return this;
    }

    /// <summary>The partition is itself partitioned by range.</summary>
    public PartitionDefinition PartitionByRange(params IndexPart[] keys) => By(new("RANGE", keys));

    /// <summary>The partition is itself partitioned by listed values.</summary>
    public PartitionDefinition PartitionByList(params IndexPart[] keys) => By(new("LIST", keys));

    /// <summary>The partition is itself partitioned by hash.</summary>
    public PartitionDefinition PartitionByHash(params IndexPart[] keys) => By(new("HASH", keys));

    /// <summary>A partition of this partition: <c>p.Partition("films_2024_a", c => c.In("a"))</c>.</summary>
    public PartitionDefinition Partition(string name, Action<PartitionDefinition> configure)
    {
        var child = new PartitionDefinition(name, Source);
        configure(child);
        Children.Add(child);
        return this;
    }

    private PartitionDefinition By(Partitioning partitioning)
    {
        Partitioning = partitioning;
        return this;
    }
}
