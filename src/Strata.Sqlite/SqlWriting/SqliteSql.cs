using System.Buffers;
using System.Collections.Frozen;
using Strata.Core.Model;

namespace Strata.Sqlite.SqlWriting;

/// <summary>Names and text as SQL: the one quoting function of the dialect.</summary>
internal static class SqliteSql
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    /// <summary>https://www.sqlite.org/lang_keywords.html: all of them, as any may come to be reserved.</summary>
    private static readonly FrozenSet<string> s_keywords = (
        "abort action add after all alter always analyze and as asc attach autoincrement before begin between by "
        + "cascade case cast check collate column commit conflict constraint create cross "
        + "current current_date current_time current_timestamp database default deferrable deferred delete desc "
        + "detach distinct do drop each else end escape except exclude exclusive exists explain "
        + "fail false filter first following for foreign from full generated glob group groups having if ignore "
        + "immediate in index indexed initially inner insert instead intersect into is isnull join key "
        + "last left like limit match materialized natural no not nothing notnull null nulls of offset on or order "
        + "others outer over partition plan pragma preceding primary query raise range "
        + "recursive references regexp reindex release rename replace restrict returning right rollback row rows "
        + "savepoint select set table temp temporary then ties to transaction trigger true unbounded "
        + "union unique update using vacuum values view virtual when where window with within without"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>An identifier, quoted where it has to be.</summary>
    public static string Q(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(s_plain) && !s_keywords.Contains(name)
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>An object by its own name: everything managed is in <c>main</c>.</summary>
    public static string Q(ObjectId id) => Q(id.Name);

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Q));

    public static string Lit(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
