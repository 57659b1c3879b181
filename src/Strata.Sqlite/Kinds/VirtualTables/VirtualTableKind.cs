using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Sqlite.SqlReading;
using Strata.Sqlite.SqlWriting;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.VirtualTables;

/// <param name="Module">The module and its arguments: the text after USING.</param>
public sealed record VirtualTable(ObjectId Id, string Module) : DbObject(Id)
{
    public override bool HoldsData => true;
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    public bool Equals(VirtualTable? other) => other is not null && Id == other.Id && Canonical.Key(Module) == Canonical.Key(other.Module);

    public override int GetHashCode() => Id.GetHashCode();
}

/// <summary>https://www.sqlite.org/vtab.html. The storage of a module is its own: nothing of it is altered or copied.</summary>
public sealed class VirtualTableKind : ObjectKind<VirtualTable>
{
    public override int Rank => 30;
    public override string Section => "virtualTables";
    public override IJsonTypeInfoResolver Json => VirtualTablesJson.Default;

    public override RenameFacet Rename { get; } = RenameFacet.Of<VirtualTable>((t, to) => TableRename.Steps(t.Id, to));

    public override IEnumerable<Step> Create(VirtualTable added, RenderContext context) =>
        [new($"CREATE VIRTUAL TABLE {Q(added.Id)} USING {added.Module}")];

    public override IEnumerable<Step> Drop(VirtualTable removed, RenderContext context) =>
        [new($"DROP TABLE {Q(removed.Id)}") { Hazards = [Hazards.DropTable.On(removed.Id, $"drops {removed.Id} and its rows")] }];
}
