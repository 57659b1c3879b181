using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Sequences;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>A column as a field.</summary>
internal static class ColumnCode
{
    /// <summary>Before every other call: what follows is the column's, its constraints' and its default's.</summary>
    private const int First = -1;

    public static Coded? Of(Column column, CodeContext context)
    {
        if (column.ParentTable.Value is { } parent)
        {
            // A partition takes its parent's columns; what it has of its own is altered.
            return context.Catalog.Find(new("table column", [.. parent.Names, column.Id.Name])) is Column above
                ? new(above with { Id = column.Id, Ordinal = column.Ordinal, ParentTable = column.ParentTable })
                : null;
        }
        var said = column with { Options = [] };
        var text = Serial.Of(column.Id, context)?.Code ?? ColumnTypeCode.Of(column.DataType, context);
        if (!context.IsConventional(column.Id, CodeNaming.Field))
            text += CodeText.Named(column.Id.Name);
        if (!column.NotNull)
            text += ".Nullable()";
        if (column.Collation is { } collation)
        {
            if (CodeText.DottedName(collation) is { } name)
                text += $".Collate({CSharp.Literal(name)})";
            else
                said = said with { Collation = null };
        }
        if (column.Identity is { } identity)
        {
            text += $".{(identity.Always ? "Identity" : "IdentityByDefault")}({SequenceCode.Options(identity.Options)})";
            said = said with { Identity = identity with { Sequence = [column.Id.Names[0], $"{column.Id.Names[1]}_{column.Id.Name}_seq"] } };
        }
        if (column.Generated is { } generated)
            text +=
                $".{(column.Virtual ? "GeneratedVirtual" : "Generated")}<{context.Name(column.Table)}>(t => {context.Expression(generated, column.Table, "t.").Text}"
                + $")";
        if (column.Storage is { } storage)
            text += $".Storage({CSharp.Literal(ColumnAlter.StorageName(storage))})";
        if (column.Compression is { } compression)
            text += $".Compression({CSharp.Literal(ColumnAlter.CompressionName(compression))})";
        if (column.Statistics is { } target)
            text += $".Statistics({target})";
        return new(said, new CodePart(CodePlace.Field, text, column.Table, column.Ordinal.Value));
    }

    public static Coded? Of(ColumnDefault value, CodeContext context)
    {
        if (value.ParentTable.Value is { } parent)
            return context.Catalog.Find(new("default value", [.. parent.Names, value.Id.Name])) is ColumnDefault above
                ? new(value with { Expression = above.Expression })
                : null;
        if (Serial.Of(value.Column, context) is not null)
            return new(value);
        var type = ((Column)context.Catalog.Find(value.Column)!).DataType;
        return new(
            value,
            new CodePart(CodePlace.Chain, "." + ValueCode.Default(value.Expression, type, value.Relation, context), value.Column, First)
        );
    }
}
