using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Sqlite.SqlWriting;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// https://www.sqlite.org/lang_createtable.html. SQLite alters nothing of a table but its name and its list of columns; whatever else
/// differs, the table
/// is built anew (<see cref="TableRebuild"/>).
/// </summary>
public sealed class TableKind : ObjectKind<Table>
{
    public override int Rank => 20;
    public override string Section => "tables";
    public override IJsonTypeInfoResolver Json => TablesJson.Default;
    public override IReadOnlyList<string> Nouns => ["table"];

    public override IReadOnlyList<Alter>? Diff(Table before, Table after) => [new TableRebuild(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Table>(TableEmission.Of, CodeNaming.Type);

    public override RenameFacet Rename { get; } = RenameFacet.Of<Table>((t, to) => TableRename.Steps(t.Id, to));

    public override RetentionFacet Retention { get; } = RetentionFacet.Of<Table>(RowCopy.Of);

    public override IEnumerable<Step> Create(Table added, RenderContext context) => [new(Definitions.CreateTable(added, context.Clauses))];

    public override IEnumerable<Step> Drop(Table removed, RenderContext context) =>
        [new($"DROP TABLE {Q(removed.Id)}") { Hazards = [Hazards.DropTable.On(removed.Id, $"drops {removed.Id} and its rows")] }];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change is TableRebuild rebuild ? new RebuildWriter(rebuild, context).Write() : base.Alter(change, context);
}
