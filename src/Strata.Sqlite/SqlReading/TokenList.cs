using System.Collections.Immutable;
using System.Text;
using Strata.Core.Sql;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.SqlReading;

/// <summary>A piece of SQL as its tokens without comments and white space.</summary>
internal sealed class TokenList
{
    private readonly string _text;
    private readonly ImmutableArray<SqlToken> _tokens;

    public TokenList(string text)
    {
        _text = text;
        var lexer = new SqlLexer(new SourceText(text, "the schema of the database"), SqliteSyntax.Instance);
        var tokens = ImmutableArray.CreateBuilder<SqlToken>();
        while (lexer.TryNext(out var token))
        {
            if (!token.IsTrivia)
                tokens.Add(token);
        }
        _tokens = tokens.ToImmutable();
    }

    public int Count => _tokens.Length;

    public SqlTokenKind Kind(int i) => i < Count ? _tokens[i].Kind : SqlTokenKind.WhiteSpace;

    public ReadOnlySpan<char> Text(int i) => i < Count ? _text.AsSpan(_tokens[i].Start, _tokens[i].Length) : default;

    public bool IsWord(int i, string word) => Kind(i) == SqlTokenKind.Word && Text(i).Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsAnyWord(int i, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (IsWord(i, word))
                return true;
        }
        return false;
    }

    public bool IsSymbol(int i, string symbol) => Kind(i) == SqlTokenKind.Symbol && Text(i).SequenceEqual(symbol);

    /// <summary>
    /// The name a token stands for. SQLite takes a string for a name where only a name can be: https://www.sqlite.org/quirks.html
    /// </summary>
    public string Name(int i)
    {
        var text = Text(i);
        if (Kind(i) is not (SqlTokenKind.QuotedName or SqlTokenKind.Literal) || text[0] is not ('"' or '`' or '[' or '\''))
            return text.ToString();
        var inner = text[1..^1].ToString();
        return text[0] == '[' ? inner : inner.Replace(new string(text[0], 2), text[..1].ToString(), StringComparison.Ordinal);
    }

    /// <summary>The index after the bracket that closes the one at <paramref name="open"/>.</summary>
    public int Close(int open)
    {
        var depth = 0;
        for (var i = open; i < Count; i++)
        {
            if (IsSymbol(i, "("))
                depth++;
            if (IsSymbol(i, ")") && --depth == 0)
                return i + 1;
        }
        return Count;
    }

    /// <summary>The exact text from one token to before another, comments and line ends included.</summary>
    public string Raw(int from, int to) => from >= to ? "" : _text[_tokens[from].Start.._tokens[to - 1].End];

    /// <summary>The text on one line: comments go, white space between two tokens becomes one blank.</summary>
    public string OneLine(int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            if (i > from && _tokens[i].Start > _tokens[i - 1].End)
                text.Append(' ');
            text.Append(Text(i));
        }
        return text.ToString();
    }

    /// <summary>Words and quoted names: whatever may name something.</summary>
    public IEnumerable<string> Names() =>
        Enumerable.Range(0, Count).Where(i => Kind(i) is SqlTokenKind.QuotedName or SqlTokenKind.Word).Select(Name);

    /// <summary>Names that may mean a column of an expression: not those that are called as functions.</summary>
    public IEnumerable<string> ColumnNames() =>
        Enumerable
            .Range(0, Count)
            .Where(i => Kind(i) is SqlTokenKind.QuotedName || (Kind(i) is SqlTokenKind.Word && !IsSymbol(i + 1, "(")))
            .Select(Name);
}
