using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Sequences;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>A column as a field.</summary>
internal static class ColumnEmission
{
    /// <summary>The default's call stands before those of constraints and comments.</summary>
    private const int First = -1;

    public static EmittedCode? Of(Column column, CodeContext context)
    {
        if (column.ParentTable.Value is { } parent)
            return OfPartition(column, parent, context);
        // The class of a table that inherits has the columns that it declares itself.
        if (column.Inherited.Value)
            return null;
        var covered = column with { Options = [], NotNullConstraint = null };
        var serial = Serial.Of(column.Id, context);
        var text = serial?.Code ?? ColumnTypeEmission.Of(column.DataType, context);
        if (!context.IsConventional(column.Id, CodeNaming.Field))
            text += EmissionText.Named(column.Id.Name);
        if (!column.NotNull)
            text += ".Nullable()";
        if (column.Collation is { } collation)
        {
            if (EmissionText.DottedName(collation) is { } name)
                text += $".Collate({CSharp.Literal(name)})";
            else
                covered = covered with { Collation = null };
        }
        if (column.Identity is { } identity)
        {
            text += $".{(identity.Always ? "Identity" : "IdentityByDefault")}({SequenceEmission.Options(identity.Options)})";
            covered = covered with
            {
                Identity = identity with { Sequence = [column.Id.Names[0], $"{column.Id.Names[1]}_{column.Id.Name}_seq"] },
            };
        }
        if (column.Generated is { } generated)
            text +=
                $".{(column.Virtual ? "GeneratedVirtual" : "Generated")}<{context.Name(column.Table)}>"
                + $"(t => {context.Expression(generated, column.Table, "t.").Text})";
        text += StorageSettings(column);
        return new(covered, new CodePart(CodePlace.Field, text, column.Table, column.Ordinal.Value))
        {
            Brings = serial is null ? [] : [serial.Sequence],
        };
    }

    /// <summary>A partition takes its parent's columns; its own marks are altered.</summary>
    private static EmittedCode? OfPartition(Column column, ObjectId parent, CodeContext context) =>
        context.Catalog.Find(new("table column", [.. parent.Names, column.Id.Name])) is Column above
            ? new(column.Like(above with { NotNullConstraint = null }))
            : null;

    private static string StorageSettings(Column column)
    {
        var text = "";
        if (column.Storage is { } storage)
            text += $".Storage({CSharp.Literal(ColumnAlter.StorageName(storage))})";
        if (column.Compression is { } compression)
            text += $".Compression({CSharp.Literal(ColumnAlter.CompressionName(compression))})";
        if (column.Statistics is { } target)
            text += $".Statistics({target})";
        return text;
    }

    public static EmittedCode? Of(ColumnDefault value, CodeContext context)
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
            new CodePart(CodePlace.Chain, "." + ValueEmission.Default(value.Expression, type, value.Relation, context), value.Column, First)
        );
    }
}
