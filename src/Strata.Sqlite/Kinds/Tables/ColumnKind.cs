using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.CatalogReading;
using static Strata.Sqlite.Kinds.Sql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// https://www.sqlite.org/lang_altertable.html: a column is added, renamed or dropped; anything else builds its table anew.
/// </summary>
public sealed class ColumnKind : SqliteKind<Column>
{
    public override int Rank => 21;
    public override string Section => "columns";

    public override bool Folds(DbObject part) => true;

    public override IReadOnlyList<Alter>? Diff(Column before, Column after) => [new Redefine(before, after)];

    public override string? Clause(Column part, RenderContext context) => Definitions.InTable(part, (Table)context.After.Find(part.Table)!);

    public override CodeNaming NamedInCode => CodeNaming.Field;

    public override Coded? InCode(Column o, CodeContext context) => ColumnCode.Of(o, context);

    public override IEnumerable<Step> Create(Column added, RenderContext context)
    {
        var constraints = InPlace.AtColumn(added, context.Before, context.After);
        return
        [
            new(
                $"ALTER TABLE {Q(added.Table)} ADD COLUMN {Definitions.Alone(added)}{string.Concat(constraints.Select(c => " " + Inline(c)))}"
            )
            {
                Hazards = [.. ColumnHazards.Of(added)],
            },
        ];
    }

    public override IEnumerable<Step> Drop(Column removed, RenderContext context) =>
        [new($"ALTER TABLE {Q(removed.Table)} DROP COLUMN {Q(removed.Id)}") { Hazards = [.. ColumnHazards.OfDrop(removed)] }];

    public override Keeping? Keep(Column gone, KeepContext context) => RowCopy.Of(gone, context);

    public override IEnumerable<Step> Rename(Column before, ObjectId to, RenderContext context) =>
        [new($"ALTER TABLE {Q(before.Table)} RENAME COLUMN {Q(before.Id)} TO {Q(to)}")];

    /// <summary>The constraint as it stands at the column itself, where a foreign key does not name its column.</summary>
    private static string Inline(Constraint constraint)
    {
        var tokens = new TokenList(constraint.Text);
        var text = constraint.Type == ConstraintType.ForeignKey ? tokens.OneLine(tokens.Close(2), tokens.Count) : constraint.Text;
        return constraint.Name is { } name ? $"CONSTRAINT {Q(name)} {text}" : text;
    }
}

/// <summary>A column that is another one afterwards; its table is built anew.</summary>
internal sealed record Redefine(Column From, Column To) : Alter(From, To)
{
    public override DbObject Apply(DbObject before) => To;
}

/// <summary>What coming and going columns mean for rows that are there.</summary>
internal static class ColumnHazards
{
    public static IEnumerable<Hazard> Of(Column added) =>
        added.NotNull && added.Generated is null && Canonical.Default(added.Default).Length == 0
            ? [new("SX3001", $"fails if {added.Table} holds rows: {added.Id} is NOT NULL and has no default", added.Id) { MayStop = true }]
            : [];

    public static IEnumerable<Hazard> OfDrop(Column removed) =>
        removed.HoldsData ? [new("SX2002", $"drops {removed.Id} and what it holds", removed.Id, Destructive: true)] : [];
}
