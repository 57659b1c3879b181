namespace Strata.Schema;

/// <summary>
/// A partition and its bound (https://www.postgresql.org/docs/current/ddl-partitioning.html). Bounds are values (a string, a number, a
/// date) or <see cref="Sql"/>; MINVALUE and MAXVALUE are written as <see cref="Sql.Raw"/>. PostgreSQL only.
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

    /// <summary>Sets the lower bound, which is part of the partition.</summary>
    public PartitionDefinition From(params object[] bound)
    {
        Lower = bound;
        return this;
    }

    /// <summary>Sets the upper bound, which is not part of the partition.</summary>
    public PartitionDefinition To(params object[] bound)
    {
        Upper = bound;
        return this;
    }

    /// <summary>Sets the values of a list partition.</summary>
    public PartitionDefinition In(params object[] values)
    {
        Values = values;
        return this;
    }

    /// <summary>Sets the modulus and the remainder of a hash partition.</summary>
    public PartitionDefinition Hash(int modulus, int remainder)
    {
        HashOf = (modulus, remainder);
        return this;
    }

    /// <summary>Takes the rows that fit no other partition.</summary>
    public PartitionDefinition Default()
    {
        IsDefault = true;
        return this;
    }

    /// <summary>Partitions the partition by range.</summary>
    public PartitionDefinition PartitionByRange(params IndexPart[] keys) => By(new("RANGE", keys));

    /// <summary>Partitions the partition by listed values.</summary>
    public PartitionDefinition PartitionByList(params IndexPart[] keys) => By(new("LIST", keys));

    /// <summary>Partitions the partition by hash.</summary>
    public PartitionDefinition PartitionByHash(params IndexPart[] keys) => By(new("HASH", keys));

    /// <summary>Adds a partition of this partition: <c>p.Partition("films_2024_a", c => c.In("a"))</c>.</summary>
    /// <param name="name">The name of the inner partition.</param>
    /// <param name="configure">Sets its bound.</param>
    /// <exception cref="ArgumentNullException">The action is null.</exception>
    public PartitionDefinition Partition(string name, Action<PartitionDefinition> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
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
