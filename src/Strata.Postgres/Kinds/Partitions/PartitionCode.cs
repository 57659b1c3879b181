using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Tables;

namespace Strata.Postgres.Kinds.Partitions;

/// <summary>A partitioned table's key and its partitions, as calls in its constructor.</summary>
internal static class PartitionCode
{
    /// <summary>A partition takes everything from its parent; what it has of its own is altered afterwards.</summary>
    public static Coded? Of(Table table, Partition partition, CodeContext context)
    {
        if (table.PartitionKey is not null || table.Id.Names[0] != partition.Parent.Names[0] || Bound(partition.Bound) is not { } bound)
            return null;
        return new(
            new Table(table.Id),
            new CodePart(CodePlace.Statement, $"Partition({CSharp.Literal(table.Id.Name)}){bound}", partition.Parent, 1)
        );
    }

    /// <summary><c>RANGE (taken_at)</c></summary>
    public static string? Key(string key, ObjectId table, CodeContext context)
    {
        var tokens = CodeText.Tokens(key);
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
        var tokens = CodeText.Tokens(bound);
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
                    CodeText.Tokens(v) is { Count: 1 } one && one.StringAt(0) is { } text ? CSharp.Literal(text)
                    : int.TryParse(v, out _) ? v
                    : $"Sql.Raw({CSharp.Literal(v)})"
                )
        );
}
