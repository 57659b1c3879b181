using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Sequences;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>serial and its kin: an integer, its default, a sequence, and the bond between them, all by one word.</summary>
/// <param name="Code">The call in the schema's C#.</param>
/// <param name="Sequence">The sequence that the call brings along.</param>
internal sealed record Serial(string Code, ObjectId Sequence)
{
    public static Serial? Of(ObjectId column, CodeContext context)
    {
        var catalog = context.Catalog;
        var code = (catalog.Find(column) as Column)?.DataType switch
        {
            "smallint" => "Smallserial()",
            "integer" => "Serial()",
            "bigint" => "Bigserial()",
            _ => null,
        };
        var sequence = new ObjectId("sequence", [column.Names[0], $"{column.Names[1]}_{column.Name}_seq"]);
        if (
            code is null
            || catalog.Find(column) is not Column { NotNull: true } c
            || catalog.Find(sequence) is not Sequence s
            || s.Unlogged
            || s.Options.Clauses().Length > 0
            || s.Options.DataType != c.DataType
        )
            return null;
        if (catalog.Find(new("sequence owner", sequence.Names)) is not SequenceOwner owner || owner.Column != column)
            return null;
        var value = new ObjectId("default value", column.Names);
        if (catalog.Find(value) is not ColumnDefault d || d.Expression != $"nextval({PostgresSql.Lit(PostgresSql.Q(sequence))}::regclass)")
            return null;
        // It is one word for all four, or for none.
        if (
            !context.IsClass(c.Table)
            || new[] { column, sequence, owner.Id, value }.Any(context.IsInSql)
            || EmissionText.HasComment(sequence, context)
        )
            return null;
        return new Serial(code, sequence);
    }
}
