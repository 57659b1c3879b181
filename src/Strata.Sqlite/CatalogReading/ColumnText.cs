namespace Strata.Sqlite.CatalogReading;

/// <summary>The properties of a column that only the text of its definition tells.</summary>
internal sealed record ColumnText(string Name)
{
    public string? OnNull { get; set; }
    public string? Collation { get; set; }
    public string? Generated { get; set; }
}
