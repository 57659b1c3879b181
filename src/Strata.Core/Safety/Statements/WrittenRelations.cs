using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>The relations whose rows a statement writes: what fires on them runs with it.</summary>
internal static class WrittenRelations
{
    private static readonly string[][] s_words =
    [
        ["INSERT", "INTO"],
        ["REPLACE", "INTO"],
        ["MERGE", "INTO"],
        ["DELETE", "FROM"],
        ["UPDATE", "OR", "REPLACE"],
        ["UPDATE"],
        ["TRUNCATE", "TABLE"],
        ["TRUNCATE"],
        ["COPY"],
    ];

    /// <summary>Reads every relation; a name that is none concerns nothing.</summary>
    public static IEnumerable<ObjectId> Read(SqlTokens words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            foreach (var sequence in s_words)
            {
                words.At = i;
                if (!words.Take(sequence))
                    continue;
                words.Take("ONLY");
                if (StatementNames.Relation(words) is { } relation)
                    yield return relation;
            }
        }
    }
}
