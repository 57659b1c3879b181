using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Indexes;

/// <param name="Definition">From the bracket before the columns on, on one line.</param>
public sealed record TableIndex(ObjectId Id, ObjectId Table, bool IsUnique, string Definition) : DbObject(Id)
{
    public override ObjectId Relation => Table;
    public override ObjectId Owner => Table;
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    public bool Equals(TableIndex? other) =>
        other is not null && Id == other.Id && Table == other.Table && IsUnique == other.IsUnique && Key == other.Key;

    public override int GetHashCode() => Id.GetHashCode();

    private string Key => Canonical.Key(Definition, implied: "ASC");

    internal bool Mentions(string column) => new TokenList(Definition).ColumnNames().Any(n => Canonical.Same(n, column));

    internal Step Created => new($"CREATE {(IsUnique ? "UNIQUE " : "")}INDEX {Q(Id)} ON {Q(Table)} {Definition}");
}

/// <summary>https://www.sqlite.org/lang_createindex.html</summary>
public sealed class IndexKind : ObjectKind<TableIndex>
{
    public override int Rank => 36;
    public override string Section => "indexes";
    public override IJsonTypeInfoResolver Json => IndexesJson.Default;

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<TableIndex>(IndexEmission.Of);

    public override IEnumerable<Step> Create(TableIndex added, RenderContext context) => [added.Created];

    public override IEnumerable<Step> Drop(TableIndex removed, RenderContext context) => [new($"DROP INDEX {Q(removed.Id)}")];
}
