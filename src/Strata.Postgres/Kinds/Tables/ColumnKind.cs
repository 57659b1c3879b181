using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.CatalogReading;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

public sealed class ColumnKind : PostgresKind<Column>
{
    public override int Rank => 21;
    public override string Section => "columns";
    public override IJsonTypeInfoResolver Json => TablesJson.Default;

    public override FoldFacet Fold { get; } =
        FoldFacet.Of<Column>(FoldedClause, AfterClause) with
        {
            Folds = o => !((Column)o).Inherited.Value,
        };

    public override RenameFacet Rename { get; } =
        RenameFacet.Of<Column>((c, to) => [ColumnAlter.On(c, $"RENAME COLUMN {Q(c.Id.Name)} TO {Q(to.Name)}")]) with
        {
            Likeness = o => ((Column)o).DataType,
        };

    public override RetentionFacet Retention { get; } = RetentionFacet.Of<Column>(ColumnCopy.Of);

    internal override string Folder => "Tables";
    internal override string Query => "column";

    internal override Column Read(CatalogRow row)
    {
        var column = new Column(row.Id("table column", 3), row.Text(), row.Flag())
        {
            Collation = row.TextOrNull(),
            Generated = row.TextOrNull(),
            Virtual = row.Flag(),
        };
        var identity = row.Text();
        column = column with
        {
            Storage = row.TextOrNull(),
            Compression = row.TextOrNull(),
            Statistics = row.IntOrNull(),
            Options = row.Texts(),
            Ordinal = new(row.Int()),
            TypeStorage = new(row.Text()),
        };
        var parent = row.Texts();
        if (parent.Count > 0)
            column = column with { ParentTable = new(new ObjectId("table", parent)) };
        var ancestor = row.Texts();
        column = column with
        {
            InheritsFrom = new(ancestor.Count > 0 ? new ObjectId("table", ancestor) : null),
            Inherited = new(row.Flag()),
        };
        column = NotNullConstraint.Read(column, row);
        return identity.Length == 0
            ? column
            : column with
            {
                Identity = new(
                    identity == "a",
                    row.Texts(),
                    new(row.Text(), row.Long(), row.Long(), row.Long(), row.Long(), row.Long(), row.Flag())
                ),
            };
    }

    public override IReadOnlyList<Alter>? Diff(Column before, Column after) =>
        ColumnAlter.CanLead(before, after) ? ColumnAlter.Between(before, after) : null;

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Column>(ColumnEmission.Of, CodeNaming.Field);

    public override IEnumerable<Step> Create(Column added, RenderContext context) =>
        IsOfType(added, context) ? AfterClauseOfType(added, context)
        : InheritedColumns.There(added, context) is { } there ? InheritedColumns.Between(there, added, context)
        :
        [
            ColumnAlter.On(added, $"ADD COLUMN {Clause(added, context)}") with
            {
                Hazards =
                    added.NotNull && added.Generated is null && added.Identity is null && context.Clauses.Count == 0 && context.Online
                        ?
                        [
                            Hazards.AddRequiredColumn.On(
                                added.Id,
                                $"fails if {added.Table} holds rows: {added.Id} is NOT NULL and has no default"
                            ),
                        ]
                        : [],
            },
            .. AfterClause(added),
            .. ColumnDefaultKind.WithoutIt(added, context),
        ];

    public override IEnumerable<Step> Drop(Column removed, RenderContext context) =>
        IsOfType(removed, context) ? []
        : removed.Inherited.Value ? InheritedColumns.Undone(removed, context)
        :
        [
            ColumnAlter.On(removed, $"DROP COLUMN {Q(removed.Id.Name)}") with
            {
                Hazards = removed.HoldsData ? [Hazards.DropColumn.On(removed.Id, $"drops {removed.Id} and what it holds")] : [],
            },
        ];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => ((ColumnAlter)change).Steps(context);

    /// <summary>A typed table says of its columns only what their type does not.</summary>
    private static string? FoldedClause(Column part, RenderContext context)
    {
        if (context.After.Find(part.Table) is not Table { OfType: not null })
            return Clause(part, context);
        var options = string.Concat(string.Concat(context.Clauses.Select(d => " " + d)), NotNullConstraint.Clause(part, context));
        return options.Length == 0 ? null : $"{Q(part.Id.Name)} WITH OPTIONS{options}";
    }

    /// <summary>The columns of a typed table are its type's attributes, which are added and dropped there.</summary>
    internal static bool IsOfType(Column column, RenderContext context) =>
        context.Before.Find(column.Table) is Table { OfType: { } type }
        && context.After.Find(column.Table) is Table after
        && after.OfType == type;

    private static IEnumerable<Step> AfterClauseOfType(Column added, RenderContext context) =>
        [
            .. context.Clauses.Select(clause => ColumnAlter.Set(added, $"SET {clause}")),
            .. NotNullConstraint.Added(added, context).Select(s => s with { Hazards = [] }),
            .. AfterClause(added),
        ];

    private static string Clause(Column part, RenderContext context) =>
        string.Concat(
            $"{Q(part.Id.Name)} {part.DataType}",
            part.Compression is { } c ? $" COMPRESSION {ColumnAlter.CompressionName(c)}" : "",
            part.Collation is { } collation ? $" COLLATE {collation}" : "",
            string.Concat(context.Clauses.Select(d => " " + d)),
            part.Generated is { } e ? $" GENERATED ALWAYS AS ({e}) {(part.Virtual ? "VIRTUAL" : "STORED")}" : "",
            part.Identity is { } i ? " " + IdentityClause(part, i) : "",
            NotNullConstraint.Clause(part, context)
        );

    private static IEnumerable<Step> AfterClause(Column column) =>
        ColumnAlter
            .Between(
                new Column(column.Id, column.DataType, column.NotNull && column.NotNullConstraint is not { NotValid: true })
                {
                    NotNullConstraint = column.NotNullConstraint is { NotValid: true } ? null : column.NotNullConstraint,
                    Collation = column.Collation,
                    Generated = column.Generated,
                    Virtual = column.Virtual,
                    Identity = column.Identity,
                    Compression = column.Compression,
                    TypeStorage = column.TypeStorage,
                },
                column
            )
            .SelectMany(a => a.Steps(new RenderContext(Catalog.Empty, Catalog.Empty)));

    internal static string IdentityClause(Column column, Identity identity)
    {
        var usual =
            identity.Sequence.Count == 2
            && identity.Sequence[0] == column.Id.Names[0]
            && identity.Sequence[1] == $"{column.Id.Names[1]}_{column.Id.Name}_seq";
        var options = (usual ? "" : $" SEQUENCE NAME {Q(identity.Sequence)}") + identity.Options.Clauses();
        var generation = identity.Always ? "ALWAYS" : "BY DEFAULT";
        return $"GENERATED {generation} AS IDENTITY{(options.Length > 0 ? $" ({options.TrimStart()})" : "")}";
    }
}
