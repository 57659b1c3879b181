using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>A column's default: an object of its own, because it may need what its column must not wait for.</summary>
public sealed record ColumnDefault(ObjectId Id, string Expression) : DbObject(Id), IRebuiltWithColumn
{
    public Carried<ObjectId?> ParentTable { get; init; }
    public ObjectId Column => new("table column", Id.Names);
    public override ObjectId Owner => Column;
    public override ObjectId Relation => new("table", [Id.Names[0], Id.Names[1]]);
    internal override Following? Follows =>
        ParentTable.Value is { } parent
            ? new(new("default value", [.. parent.Names, Id.Name]), new("table partition", Relation.Names))
            : null;
}

public sealed class ColumnDefaultKind : PostgresKind<ColumnDefault>
{
    private sealed record Set(ColumnDefault From, ColumnDefault To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 22;
    public override string Section => "columnDefaults";
    public override IJsonTypeInfoResolver Json => TablesJson.Default;

    public override FoldFacet Fold { get; } = FoldFacet.Of<ColumnDefault>((d, _) => $"DEFAULT {d.Expression}");

    internal override string Folder => "Tables";
    internal override string Query => "column_default";

    internal override ColumnDefault Read(CatalogRow row)
    {
        var value = new ColumnDefault(row.Id("default value", 3), row.Text());
        var parent = row.Texts();
        return parent.Count == 0 ? value : value with { ParentTable = new(new ObjectId("table", parent)) };
    }

    public override IReadOnlyList<Alter> Diff(ColumnDefault before, ColumnDefault after) => [new Set(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<ColumnDefault>(ColumnEmission.Of);

    public override IEnumerable<Step> Create(ColumnDefault added, RenderContext context) => [On(added, $"SET DEFAULT {added.Expression}")];

    public override IEnumerable<Step> Drop(ColumnDefault removed, RenderContext context) => [On(removed, "DROP DEFAULT")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => Create((ColumnDefault)change.After, context);

    private static Step On(ColumnDefault d, string action) =>
        new($"ALTER TABLE {Q(d.Relation)} ALTER COLUMN {Q(d.Id.Name)} {action}") { Locks = [new(d.Relation, LockMode.AccessExclusive)] };
}
