using Strata.Core.Model;
using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.Kinds.Tables;

/// <param name="DataType">As declared; empty when none was.</param>
public sealed record Column(ObjectId Id, string DataType, bool NotNull) : DbObject(Id)
{
    /// <summary>The effect of a null instead of failing: <c>IGNORE</c>, <c>REPLACE</c>, …</summary>
    public string? OnNull { get; init; }

    /// <summary>The expression, without the brackets around it.</summary>
    public string? Default { get; init; }

    public string? Collation { get; init; }

    /// <summary>The expression of a generated column: https://www.sqlite.org/gencol.html</summary>
    public string? Generated { get; init; }
    public bool Stored { get; init; }

    /// <summary>The position in a new table. Not compared: no ALTER can move a column.</summary>
    public Ordinal Ordinal { get; init; }

    public ObjectId Table => new("table", [Id.Names[0], Id.Names[1]]);
    public override ObjectId Relation => Table;
    public override ObjectId Owner => Table;

    /// <summary>The values of a generated column can be computed again.</summary>
    public override bool HoldsData => Generated is null;
    internal override int Position => Ordinal.Value;

    private string Key =>
        string.Join(
            '\n',
            Canonical.Key(DataType),
            NotNull,
            Canonical.Key(OnNull),
            Canonical.Default(Default),
            CollationKey,
            Canonical.Key(Generated),
            Stored
        );

    internal bool Mentions(string column) =>
        Generated is { } expression && new TokenList(expression).ColumnNames().Any(n => Canonical.Same(n, column));

    internal string CollationKey => Canonical.Key(Collation) is var key && key == "binary" ? "" : key;

    public bool Equals(Column? other) => other is not null && Id == other.Id && Key == other.Key;

    public override int GetHashCode() => Id.GetHashCode();
}
