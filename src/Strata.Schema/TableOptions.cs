namespace Strata.Schema;

/// <summary>The options of a table as a whole.</summary>
internal sealed class TableOptions
{
    public string? Comment { get; set; }
    public bool IsUnlogged { get; set; }
    public bool IsStrict { get; set; }
    public bool IsWithoutRowId { get; set; }
    public bool HasRowLevelSecurity { get; set; }
    public bool IsRowLevelSecurityForced { get; set; }
    public string? Tablespace { get; set; }
    public string? AccessMethod { get; set; }
    public ReplicaIdentity? ReplicaIdentity { get; set; }
    public Partitioning? Partitioning { get; set; }
    public SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
}

/// <param name="Strategy">RANGE, LIST or HASH.</param>
/// <param name="Keys">The columns and expressions of the partition key.</param>
internal sealed record Partitioning(string Strategy, IReadOnlyList<IndexPart> Keys);

/// <param name="Name">FULL, NOTHING or DEFAULT, or the name of an index.</param>
/// <param name="IsIndex">The name is that of an index.</param>
internal sealed record ReplicaIdentity(string Name, bool IsIndex)
{
    public static ReplicaIdentity Of(string text) =>
        text.ToUpperInvariant() is var word and ("FULL" or "NOTHING" or "DEFAULT") ? new(word, IsIndex: false) : new(text, IsIndex: true);
}
