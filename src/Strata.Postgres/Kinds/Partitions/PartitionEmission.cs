using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Partitions;

/// <summary>A partitioned table's key and its partitions, as calls in its constructor.</summary>
internal static class PartitionEmission
{
    /// <summary>The call in the parent's constructor; null where there is none for it.</summary>
    public static CodePart? Of(Partition partition) =>
        partition.Id.Names[0] == partition.Parent.Names[0] && Bound(partition.Bound) is { } bound
            ? new(CodePlace.Statement, $"Partition({CSharp.Literal(partition.Id.Name)}){bound}", partition.Parent, 1)
            : null;

    /// <summary><c>RANGE (taken_at)</c></summary>
    public static string? Key(string key, ObjectId table, CodeContext context)
    {
        var tokens = EmissionText.Tokens(key);
        var method =
            tokens.Take("RANGE") ? "PartitionByRange"
            : tokens.Take("LIST") ? "PartitionByList"
            : tokens.Take("HASH") ? "PartitionByHash"
            : null;
        return method is null || tokens.TakeBracket() is not { } keys || IndexParts.Read(keys, table, context) is not { } parts
            ? null
            : $"{method}({string.Join(", ", parts.Code)})";
    }

    private static string? Bound(string bound)
    {
        var tokens = EmissionText.Tokens(bound);
        if (tokens.Take("DEFAULT"))
            return ".Default()";
        if (!tokens.Take("FOR", "VALUES"))
            return null;
        if (tokens.Take("IN"))
            return tokens.TakeBracket() is { } listed ? $".In({Values(listed)})" : null;
        if (tokens.Take("FROM"))
            return tokens.TakeBracket() is { } lower && tokens.Take("TO") && tokens.TakeBracket() is { } upper
                ? $".From({Values(lower)}).To({Values(upper)})"
                : null;
        if (!tokens.Take("WITH", "(", "modulus"))
            return null;
        var modulus = tokens.Text(tokens.At++);
        if (!tokens.Take(",", "remainder"))
            return null;
        return $".Hash({modulus}, {tokens.Text(tokens.At)})";
    }

    private static string Values(string list) =>
        string.Join(
            ", ",
            IndexParts
                .Split(list)
                .Select(v =>
                    EmissionText.Tokens(v) is { Count: 1 } one && one.StringAt(0) is { } text ? CSharp.Literal(text)
                    : int.TryParse(v, out _) ? v
                    : $"Sql.Raw({CSharp.Literal(v)})"
                )
        );
}
