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

    /// <summary>As the column's.</summary>
    public Carried<ObjectId?> InheritsFrom { get; init; }

    /// <summary>As the column's.</summary>
    public Carried<bool> Inherited { get; init; }

    public ObjectId Column => new("table column", Id.Names);
    public override ObjectId Owner => Column;
    public override ObjectId Relation => new("table", [Id.Names[0], Id.Names[1]]);
    internal override Following? Follows =>
        ParentTable.Value is { } parent
            ? new(new("default value", [.. parent.Names, Id.Name]), new("table partition", Relation.Names))
            {
                Repeated = leader => this with { Expression = ((ColumnDefault)leader).Expression },
                IsSetting = true,
            }
        : InheritsFrom.Value is { } ancestor
            ? new(new("default value", [.. ancestor.Names, Id.Name]), Relation) { AlterOnly = true, IsSetting = true }
        : null;
}

public sealed class ColumnDefaultKind : PostgresKind<ColumnDefault>
{
    private sealed record Set(ColumnDefault From, ColumnDefault To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;

        internal override AlterEffect Effect =>
            new() { Repeats = leading => leading is Set leader && leader.To.Expression == To.Expression };
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
        value = parent.Count == 0 ? value : value with { ParentTable = new(new ObjectId("table", parent)) };
        var ancestor = row.Texts();
        return value with { InheritsFrom = new(ancestor.Count > 0 ? new ObjectId("table", ancestor) : null), Inherited = new(row.Flag()) };
    }

    public override IReadOnlyList<Alter> Diff(ColumnDefault before, ColumnDefault after) => [new Set(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<ColumnDefault>(ColumnEmission.Of);

    public override IEnumerable<Step> Create(ColumnDefault added, RenderContext context) =>
        [On(added, Action(added)), .. Staying(added.Id, added.Expression, context)];

    public override IEnumerable<Step> Drop(ColumnDefault removed, RenderContext context) =>
        [On(removed, "DROP DEFAULT"), .. Staying(removed.Id, null, context)];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => Create((ColumnDefault)change.After, context);

    /// <summary>A new column brings its default to partitions and children, of which some may be meant to have none.</summary>
    public static IEnumerable<Step> WithoutIt(Column added, RenderContext context) =>
        context.After.Find(new("default value", added.Id.Names)) is null
            ? []
            : FollowingColumns
                .Made(added.Id, context)
                .SelectMany(c =>
                    context.After.Find(new("default value", c.Id.Names)) is null
                        ? [On(new(new("default value", c.Id.Names), ""), "DROP DEFAULT")]
                        : WithoutIt(c, context)
                );

    private static string Action(ColumnDefault value) => $"SET DEFAULT {value.Expression}";

    /// <summary>
    /// The server changes the default of every partition and child with the parent's: those that are to stay unlike it get theirs back.
    /// </summary>
    private static IEnumerable<Step> Staying(ObjectId parent, string? reached, RenderContext context)
    {
        foreach (var child in FollowingColumns.Of(parent, context))
        {
            var id = new ObjectId("default value", child.Id.Names);
            var (had, wanted) = (context.Before.Find(id) as ColumnDefault, context.After.Find(id) as ColumnDefault);
            var stays = had?.Expression == wanted?.Expression && had?.Expression != reached;
            if (stays)
                yield return wanted is null ? On(new(id, ""), "DROP DEFAULT") : On(wanted, Action(wanted));
            foreach (var step in Staying(id, stays ? wanted?.Expression : reached, context))
                yield return step;
        }
    }

    private static Step On(ColumnDefault d, string action) =>
        new($"ALTER TABLE {Q(d.Relation)} ALTER COLUMN {Q(d.Id.Name)} {action}") { Locks = [new(d.Relation, LockMode.AccessExclusive)] };
}
