using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Tables;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>A sequence as a call in the constructor of the database, unless a serial column brings it.</summary>
internal static class SequenceCode
{
    public static Coded Of(Sequence sequence, CodeContext context)
    {
        if (Serial.OfSequence(sequence.Id, context) is not null)
            return new(sequence);
        var options = Options(sequence.Options);
        var text =
            $"Sequence({CSharp.Literal(sequence.Id.Name)}{(options.Length > 0 ? ", "
+ options : "")}{CodeText.SchemaArgument(sequence.Id, context)}"
            + $")";
        if (sequence.Options.DataType != "bigint")
            text += $".As({CSharp.Literal(sequence.Options.DataType)})";
        if (sequence.Unlogged)
            text += ".Unlogged()";
        return new(sequence, new CodePart(CodePlace.Global, text));
    }

    public static Coded? Of(SequenceOwner owner, CodeContext context)
    {
        if (Serial.OfSequence(owner.Sequence, context) is not null)
            return new(owner);
        var table = new ObjectId("table", [.. owner.Column.Names.SkipLast(1)]);
        if (context.Of(owner.Column) is null || !context.IsClass(table))
            return null;
        return new(
            owner,
            new CodePart(CodePlace.Chain, $".OwnedBy<{context.Name(table)}>(t => t.{context.Name(owner.Column)})", owner.Sequence)
        );
    }

    /// <summary>The options as a lambda, or nothing where they are the server's own choice.</summary>
    public static string Options(SequenceOptions options)
    {
        var calls = string.Concat(options.Said().Select(o => $".{o.Method}({o.Value})"));
        return calls.Length == 0 ? "" : $"s => s{calls}";
    }
}

/// <summary>serial and its kin: an integer, its default, a sequence, and the bond between them, all by one word.</summary>
/// <param name="Code">As the schema's C# says it.</param>
internal sealed record Serial(string Code, ObjectId Sequence)
{
    public static Serial? OfSequence(ObjectId sequence, CodeContext context) =>
        context.Catalog.Find(OwnerId(sequence)) is SequenceOwner owner
        && Of(owner.Column, context) is { } serial
        && serial.Sequence == sequence
            ? serial
            : null;

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
        if (catalog.Find(OwnerId(sequence)) is not SequenceOwner owner || owner.Column != column)
            return null;
        var value = new ObjectId("default value", column.Names);
        if (catalog.Find(value) is not ColumnDefault d || d.Expression != $"nextval({Sql.Lit(Sql.Q(sequence))}::regclass)")
            return null;
        // It is one word for all four, or for none.
        if (
            !context.IsClass(c.Table)
            || new[] { column, sequence, owner.Id, value }.Any(context.IsInSql)
            || CodeText.HasComment(sequence, context)
        )
            return null;
        return new Serial(code, sequence);
    }

    private static ObjectId OwnerId(ObjectId sequence) => new("sequence owner", sequence.Names);
}
