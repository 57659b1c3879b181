using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>Renames, and moves to another schema: they keep all rows, and catalogs tell them from a drop no more than names do.</summary>
internal static class RenameWords
{
    /// <summary>The names that are given up and taken; empty where the statement is no rename.</summary>
    public static IEnumerable<ObjectId> Read(SqlTokens words)
    {
        words.At = 0;
        if (words.Take("ALTER", "SCHEMA"))
            return StatementNames.Relation(words) is { } schema && words.Take("RENAME", "TO") ? Both(schema, words) : [];
        if (!words.Take("ALTER", "TABLE"))
            return [];
        words.Take("IF", "EXISTS");
        words.Take("ONLY");
        if (StatementNames.Relation(words) is not { } table)
            return [];
        words.Take("*");
        if (words.Take("SET", "SCHEMA"))
            return [table];
        if (!words.Take("RENAME"))
            return [];
        return words.Take("TO") ? Both(table, words) : Column(table, words);
    }

    private static ObjectId[] Both(ObjectId old, SqlTokens words) =>
        StatementNames.Relation(words) is { } name ? [old, new(old.Type, [.. old.Names.SkipLast(1), name.Name])] : [old];

    private static ObjectId[] Column(ObjectId table, SqlTokens words)
    {
        words.Take("COLUMN");
        return StatementNames.Relation(words) is { } old && words.Take("TO")
            ? Both(new ObjectId("table column", [.. table.Names, old.Name]), words)
            : [];
    }
}
