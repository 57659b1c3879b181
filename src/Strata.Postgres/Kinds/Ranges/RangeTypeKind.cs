using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Ranges;

/// <param name="Definition">What CREATE TYPE … AS RANGE has in its brackets.</param>
public sealed record RangeType(ObjectId Id, string Definition) : DbObject(Id)
{
    public override IEnumerable<string> Slots => Kinds.Slots.Type(Id);
}

/// <summary>https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-DEFINING. Nothing of one can be altered.</summary>
public sealed class RangeTypeKind : PostgresKind<RangeType>
{
    public override int Rank => 13;
    public override string Section => "rangeTypes";
    public override IReadOnlyList<string> Nouns => ["range type"];
    internal override string Folder => "Ranges";
    internal override string Query => "range";

    internal override RangeType Read(CatalogRow row) => new(row.Id("type", 2), row.Text());

    public override IEnumerable<Step> Create(RangeType added, RenderContext context) =>
        [new($"CREATE TYPE {Q(added.Id)} AS RANGE ({added.Definition})")];

    public override IEnumerable<Step> Drop(RangeType removed, RenderContext context) => [new($"DROP TYPE {Q(removed.Id)}")];

    public override IEnumerable<Step> Rename(RangeType before, ObjectId to, RenderContext context) => Renaming.Steps("TYPE", before.Id, to);
}
