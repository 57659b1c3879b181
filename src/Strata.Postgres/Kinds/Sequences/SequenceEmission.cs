using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>A sequence as a call in the constructor of the database, unless a serial column brings it.</summary>
internal static class SequenceEmission
{
    public static EmittedCode Of(Sequence sequence, CodeContext context)
    {
        if (IsSerial(sequence.Id, context))
            return new(sequence);
        var options = Options(sequence.Options);
        var text =
            $"Sequence({CSharp.Literal(sequence.Id.Name)}{(options.Length > 0 ? ", " + options : "")}"
            + $"{EmissionText.SchemaArgument(sequence.Id, context)})";
        if (sequence.Options.DataType != "bigint")
            text += $".As({CSharp.Literal(sequence.Options.DataType)})";
        if (sequence.Unlogged)
            text += ".Unlogged()";
        return new(sequence, new CodePart(CodePlace.Global, text));
    }

    public static EmittedCode? Of(SequenceOwner owner, CodeContext context)
    {
        if (IsSerial(owner.Sequence, context))
            return new(owner);
        var table = new ObjectId("table", [.. owner.Column.Names.SkipLast(1)]);
        if (context.Of(owner.Column) is null || !context.IsClass(table))
            return null;
        return new(
            owner,
            new CodePart(CodePlace.Chain, $".OwnedBy<{context.Name(table)}>(t => t.{context.Name(owner.Column)})", owner.Sequence)
        );
    }

    /// <summary>The C# of the column that owns the sequence brings it along.</summary>
    private static bool IsSerial(ObjectId sequence, CodeContext context) =>
        context.Catalog.Find(new("sequence owner", sequence.Names)) is SequenceOwner owner
        && context.Of(owner.Column)?.Brings.Contains(sequence) == true;

    /// <summary>The options as a lambda, or nothing where they are the server's own choice.</summary>
    public static string Options(SequenceOptions options)
    {
        var calls = string.Concat(options.Calls().Select(o => $".{o.Method}({o.Value})"));
        return calls.Length == 0 ? "" : $"s => s{calls}";
    }
}
