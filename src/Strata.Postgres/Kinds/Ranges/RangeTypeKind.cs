using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Ranges;

/// <param name="Definition">The text of CREATE TYPE … AS RANGE in its brackets.</param>
public sealed record RangeType(ObjectId Id, string Definition) : DbObject(Id)
{
    public override IEnumerable<string> NameSlots => SlotNames.Type(Id);
}

/// <summary>https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-DEFINING. Nothing of one can be altered.</summary>
public sealed class RangeTypeKind : PostgresKind<RangeType>
{
    public override int Rank => 13;
    public override string Section => "rangeTypes";
    public override IJsonTypeInfoResolver Json => RangesJson.Default;
    public override IReadOnlyList<string> Nouns => ["range type"];
    internal override string Folder => "Ranges";
    internal override string Query => "range";

    internal override RangeType Read(CatalogRow row) => new(row.Id("type", 2), row.Text());

    public override RenameFacet Rename { get; } = RenameFacet.Of<RangeType>((o, to) => Renaming.Steps("TYPE", o.Id, to));

    public override IEnumerable<Step> Create(RangeType added, RenderContext context) =>
        [new($"CREATE TYPE {Q(added.Id)} AS RANGE ({added.Definition})")];

    public override IEnumerable<Step> Drop(RangeType removed, RenderContext context) => [new($"DROP TYPE {Q(removed.Id)}")];
}
