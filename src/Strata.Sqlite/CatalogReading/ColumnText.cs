namespace Strata.Sqlite.CatalogReading;

/// <summary>What only the text of a column's definition tells.</summary>
internal sealed record ColumnText(string Name)
{
    public string? OnNull { get; set; }
    public string? Collation { get; set; }
    public string? Generated { get; set; }
}
