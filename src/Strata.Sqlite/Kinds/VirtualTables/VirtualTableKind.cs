using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.CatalogReading;
using static Strata.Sqlite.Kinds.Sql;

namespace Strata.Sqlite.Kinds.VirtualTables;

/// <param name="Module">What follows USING: the module and its arguments.</param>
public sealed record VirtualTable(ObjectId Id, string Module) : DbObject(Id)
{
    public override bool HoldsData => true;
    public override IEnumerable<string> Slots => Kinds.Slots.Relation(Id);

    public bool Equals(VirtualTable? other) => other is not null && Id == other.Id && Canonical.Key(Module) == Canonical.Key(other.Module);

    public override int GetHashCode() => Id.GetHashCode();
}

/// <summary>https://www.sqlite.org/vtab.html. What a module stores is its own affair: nothing of it is altered or copied.</summary>
public sealed class VirtualTableKind : SqliteKind<VirtualTable>
{
    public override int Rank => 30;
    public override string Section => "virtualTables";

    public override IEnumerable<Step> Create(VirtualTable added, RenderContext context) =>
        [new($"CREATE VIRTUAL TABLE {Q(added.Id)} USING {added.Module}")];

    public override IEnumerable<Step> Drop(VirtualTable removed, RenderContext context) =>
        [
            new($"DROP TABLE {Q(removed.Id)}")
            {
                Hazards = [new("SX2001", $"drops {removed.Id} and its rows", removed.Id, Destructive: true)],
            },
        ];

    public override IEnumerable<Step> Rename(VirtualTable before, ObjectId to, RenderContext context) =>
        [new($"ALTER TABLE {Q(before.Id)} RENAME TO {Q(to)}")];
}
