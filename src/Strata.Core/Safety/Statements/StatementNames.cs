using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>Names in statements, as a server takes them: without quotes in lower case.</summary>
internal static class StatementNames
{
    /// <summary>The name that comes next; null where none does.</summary>
    public static ObjectId? Relation(SqlTokens words)
    {
        var from = words.At;
        if (words.TakePath() is not { Count: > 0 })
            return null;
        var names = Enumerable
            .Range(from, words.At - from)
            .Select(i => words.NameAt(i) is { } name && words.Text(i) == name ? name.ToLowerInvariant() : words.NameAt(i));
        return new ObjectId("table", [.. names.OfType<string>()]);
    }
}
