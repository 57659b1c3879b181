using System.Collections.Immutable;

namespace Strata.Core.Sql;

/// <summary>SQL that a server printed, cut into tokens and read from left to right.</summary>
internal sealed class SqlTokens
{
    private readonly string _text;
    private readonly ImmutableArray<SqlToken> _tokens;

    public SqlTokens(string text, SqlSyntax syntax)
    {
        _text = text;
        var lexer = new SqlLexer(new SourceText(text, "the database"), syntax);
        var tokens = ImmutableArray.CreateBuilder<SqlToken>();
        while (lexer.TryNext(out var token))
            if (!token.IsTrivia)
                tokens.Add(token);
        _tokens = tokens.ToImmutable();
    }

    public int Count => _tokens.Length;

    /// <summary>The token that is read next.</summary>
    public int At { get; set; }

    public bool AtEnd => At >= Count;

    public string Text(int i) => i >= 0 && i < Count ? _text.Substring(_tokens[i].Start, _tokens[i].Length) : "";

    /// <summary>White space and comments between a token and the one before it.</summary>
    public string Before(int i) => i == 0 ? "" : _text[_tokens[i - 1].End.._tokens[i].Start];

    /// <summary>The name a token is, without quotes; null when it is something else.</summary>
    public string? NameAt(int i) =>
        i >= Count
            ? null
            : _tokens[i].Kind switch
            {
                SqlTokenKind.Word => Text(i),
                SqlTokenKind.QuotedName => Text(i)[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal),
                _ => null,
            };

    /// <summary>The string a token is; null when it is something else.</summary>
    public string? StringAt(int i) =>
        i < Count && _tokens[i].Kind == SqlTokenKind.Literal && Text(i) is ['\'', ..] text
            ? text[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : null;

    /// <summary>Not a function that is called, not a part of a longer name, not a type after a cast.</summary>
    public bool MayBeColumn(int i) => Text(i - 1) is not ("." or "::") && !Text(i - 1).EndsWith(':') && Text(i + 1) is not ("(" or ".");

    /// <summary>Skips the words when they come next.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
            if (!Text(At + i).Equals(words[i], StringComparison.OrdinalIgnoreCase))
                return false;
        At += words.Length;
        return true;
    }

    public string? TakeName() => NameAt(At) is { } name ? Moved(name, 1) : null;

    /// <summary><c>schema.name</c> or <c>name</c>, unquoted.</summary>
    public IReadOnlyList<string> TakePath()
    {
        List<string> path = [];
        while (TakeName() is { } name)
        {
            path.Add(name);
            if (!Take("."))
                break;
        }
        return path;
    }

    /// <summary>The text between the next pair of brackets; null when no bracket comes next.</summary>
    public string? TakeBracket()
    {
        if (Text(At) != "(")
            return null;
        var open = At;
        var depth = 0;
        for (; At < Count; At++)
        {
            if (Text(At) == "(")
                depth++;
            if (Text(At) == ")" && --depth == 0)
                break;
        }
        if (AtEnd)
            return null;
        var inner = _text[_tokens[open].End.._tokens[At].Start];
        At++;
        return inner;
    }

    /// <summary>Names between brackets; null when that is not what comes next.</summary>
    public IReadOnlyList<string>? TakeNames()
    {
        if (!Take("("))
            return null;
        List<string> names = [];
        do
        {
            if (TakeName() is not { } name)
                return null;
            names.Add(name);
        } while (Take(","));
        return Take(")") ? names : null;
    }

    /// <summary>The text from a token to the one that is read next.</summary>
    public string Since(int from) => from >= At ? "" : _text[_tokens[from].Start.._tokens[At - 1].End];

    private T Moved<T>(T value, int by)
    {
        At += by;
        return value;
    }
}
