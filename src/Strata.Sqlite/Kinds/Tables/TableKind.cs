using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using static Strata.Sqlite.Kinds.Sql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// https://www.sqlite.org/lang_createtable.html. SQLite alters nothing of a table but its name and its list of columns; whatever else
/// differs, the table
/// is built anew (<see cref="Rebuild"/>).
/// </summary>
public sealed class TableKind : SqliteKind<Table>
{
    public override int Rank => 20;
    public override string Section => "tables";
    public override IReadOnlyList<string> Nouns => ["table"];

    public override IReadOnlyList<Alter>? Diff(Table before, Table after) => [new Rebuild(before, after)];

    public override CodeNaming NamedInCode => CodeNaming.Type;

    public override Coded? InCode(Table o, CodeContext context) => TableCode.Of(o, context);

    public override IEnumerable<Step> Create(Table added, RenderContext context) => [new(Definitions.CreateTable(added, context.Clauses))];

    public override IEnumerable<Step> Drop(Table removed, RenderContext context) =>
        [
            new($"DROP TABLE {Q(removed.Id)}")
            {
                Hazards = [new("SX2001", $"drops {removed.Id} and its rows", removed.Id, Destructive: true)],
            },
        ];

    public override Keeping? Keep(Table gone, KeepContext context) => RowCopy.Of(gone, context);

    public override IEnumerable<Step> Rename(Table before, ObjectId to, RenderContext context) =>
        [new($"ALTER TABLE {Q(before.Id)} RENAME TO {Q(to)}")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change is Rebuild rebuild ? new RebuildWriter(rebuild, context).Write() : base.Alter(change, context);
}
