using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// https://www.sqlite.org/lang_altertable.html: a column is added, renamed or dropped; anything else builds its table anew.
/// </summary>
public sealed class ColumnKind : ObjectKind<Column>
{
    public override int Rank => 21;
    public override string Section => "columns";
    public override IJsonTypeInfoResolver Json => TablesJson.Default;

    public override FoldFacet Fold { get; } = FoldFacet.Of<Column>(Clause);

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Column>((c, to) => [new($"ALTER TABLE {Q(c.Table)} RENAME COLUMN {Q(c.Id)} TO {Q(to)}")]) with
        {
            Likeness = o => Canonical.Key(((Column)o).DataType),
        };

    public override RetentionFacet Retention { get; } = RetentionFacet.Of<Column>(ColumnCopy.Of);

    public override IReadOnlyList<Alter>? Diff(Column before, Column after) => [new Redefine(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Column>(ColumnEmission.Of, CodeNaming.Field);

    public override IEnumerable<Step> Create(Column added, RenderContext context)
    {
        var constraints = InPlace.AtColumn(added, context.Before, context.After);
        return
        [
            new(
                $"ALTER TABLE {Q(added.Table)} ADD COLUMN {Definitions.Alone(added)}"
                    + string.Concat(constraints.Select(c => " " + Inline(c)))
            )
            {
                Hazards = [.. ColumnHazards.Of(added)],
            },
        ];
    }

    public override IEnumerable<Step> Drop(Column removed, RenderContext context) =>
        [new($"ALTER TABLE {Q(removed.Table)} DROP COLUMN {Q(removed.Id)}") { Hazards = [.. ColumnHazards.OfDrop(removed)] }];

    private static string Clause(Column part, RenderContext context) =>
        context.After.Find(part.Table) is Table table ? Definitions.InTable(part, table) : Definitions.Alone(part);

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

/// <summary>The hazards of added and dropped columns for existing rows.</summary>
internal static class ColumnHazards
{
    public static IEnumerable<Hazard> Of(Column added) =>
        added.NotNull && added.Generated is null && Canonical.Default(added.Default).Length == 0
            ? [Hazards.AddRequiredColumn.On(added.Id, $"fails if {added.Table} holds rows: {added.Id} is NOT NULL and has no default")]
            : [];

    public static IEnumerable<Hazard> OfDrop(Column removed) =>
        removed.HoldsData ? [Hazards.DropColumn.On(removed.Id, $"drops {removed.Id} and what it holds")] : [];
}
