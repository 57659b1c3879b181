using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.Syntax;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.SqlWriting;

/// <summary>The definition of an index, or of a constraint that has one, as the server prints it, in its parts.</summary>
/// <param name="Head">Up to the storage parameters.</param>
/// <param name="Options">Storage parameters, <c>name=value</c>.</param>
/// <param name="Storage">The clause of the storage parameters as it is printed; empty where there are none.</param>
/// <param name="Tail">The rest: the condition of a partial index, the timing of a constraint.</param>
internal sealed record PrintedIndex(string Head, EquatableArray<string> Options, string Storage, string Tail)
{
    public static PrintedIndex Read(string definition)
    {
        var tokens = new SqlTokens(definition, PostgresSyntax.Instance);
        var (with, tail) = (-1, -1);
        for (var depth = 0; tokens.At < tokens.Count && tail < 0; tokens.At++)
        {
            var text = tokens.Text(tokens.At);
            depth += text switch
            {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            if (depth == 0 && with < 0 && text == "WITH" && tokens.Text(tokens.At + 1) == "(")
                with = tokens.At;
            else if (depth == 0 && text is "WHERE" or "DEFERRABLE" or "INITIALLY")
                tail = tokens.At;
        }
        var end = tail < 0 ? tokens.Count : tail;
        return new(
            Between(tokens, 0, with < 0 ? end : with),
            with < 0 ? [] : [.. OptionsFrom(tokens, with + 2)],
            with < 0 ? "" : Between(tokens, with, end),
            Between(tokens, end, tokens.Count)
        );
    }

    /// <summary>The definition with a clause after its storage parameters, where TABLESPACE stands.</summary>
    public string With(string clause) => string.Join(' ', ((string[])[Head, Storage, clause, Tail]).Where(p => p.Length > 0));

    /// <summary>
    /// Nothing but storage parameters differs, and the index takes them: one of a partitioned table holds no rows, and takes none.
    /// </summary>
    public static bool IsSetInPlace(string before, string after, bool isPartitioned = false)
    {
        var (old, wanted) = (Read(before), Read(after));
        return !isPartitioned
            && !before.StartsWith("ON ONLY ", StringComparison.Ordinal)
            && old.Head == wanted.Head
            && old.Tail == wanted.Tail
            && old.Options != wanted.Options;
    }

    /// <summary>The statements that lead from the storage parameters of one definition to those of another.</summary>
    public static IEnumerable<Step> Changes(ObjectId index, string before, string after) =>
        StorageOptions.Changes($"INDEX {Q(index)}", Read(before).Options, Read(after).Options);

    /// <summary>A definition with the storage parameters of another one.</summary>
    public static string WithOptionsOf(string definition, string other) =>
        (Read(definition) with { Storage = Read(other).Storage }).With("");

    private static string Between(SqlTokens tokens, int from, int to)
    {
        tokens.At = to;
        return tokens.Since(from);
    }

    private static IEnumerable<string> OptionsFrom(SqlTokens tokens, int at)
    {
        for (; tokens.Text(at) is not (")" or ""); at++)
            if (tokens.Text(at + 1) == "=")
                yield return $"{tokens.NameAt(at)}={tokens.StringAt(at + 2) ?? tokens.Text(at + 2)}";
    }
}
