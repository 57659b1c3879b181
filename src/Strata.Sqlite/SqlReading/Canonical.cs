using System.Text;
using Strata.Core.Sql;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.SqlReading;

/// <summary>
/// One spelling for all texts that SQLite takes for the same: the case of words, the way names are quoted, white space and comments make no
/// difference.
/// </summary>
internal static class Canonical
{
    /// <param name="sql">A piece of SQL; null is none.</param>
    /// <param name="implied">A word that changes nothing, and is left out.</param>
    public static string Key(string? sql, string? implied = null)
    {
        if (string.IsNullOrEmpty(sql))
            return "";
        var tokens = new TokenList(sql);
        var key = new StringBuilder();
        var afterWord = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (implied is not null && tokens.IsWord(i, implied))
                continue;
            var isWord = tokens.Kind(i) is not (SqlTokenKind.Symbol or SqlTokenKind.Semicolon);
            if (isWord && afterWord)
                key.Append(' ');
            key.Append(Key(tokens, i));
            afterWord = isWord;
        }
        return key.ToString();
    }

    /// <summary>A name, as SQLite compares names: letters outside of ASCII keep their case.</summary>
    public static string Name(string name) =>
        string.Create(
            name.Length,
            name,
            static (span, n) =>
            {
                for (var i = 0; i < n.Length; i++)
                    span[i] = char.IsAsciiLetterUpper(n[i]) ? (char)(n[i] | 0x20) : n[i];
            }
        );

    public static bool Same(string a, string b) => Name(a) == Name(b);

    /// <summary>
    /// A default: a quoted name alone is a string there, and NULL is the same as none.
    /// https://www.sqlite.org/lang_createtable.html#the_default_clause
    /// </summary>
    public static string Default(string? sql)
    {
        if (sql is null)
            return "";
        var tokens = new TokenList(sql);
        if (tokens.Count == 1 && tokens.Kind(0) == SqlTokenKind.QuotedName)
            return SqliteSql.Lit(tokens.Name(0));
        var key = Key(sql);
        return key == "null" ? "" : key;
    }

    private static string Key(TokenList tokens, int i) =>
        tokens.Kind(i) switch
        {
            SqlTokenKind.QuotedName => Name(tokens.Name(i)),
            SqlTokenKind.Word or SqlTokenKind.Number => Name(tokens.Text(i).ToString()),
            _ => tokens.Text(i).ToString(),
        };
}
