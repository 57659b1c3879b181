using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Strata.Core.Sql;

/// <summary>One statement of a file: its exact text, where it stands, and its tokens without comments and white space.</summary>
public sealed class SqlStatement
{
    private readonly Lazy<string> _text;
    private readonly Lazy<string> _hash;

    internal SqlStatement(SourceText source, int number, int pieceStart, int pieceEnd, ImmutableArray<SqlToken> tokens, SqlToken? copyData)
    {
        Source = source;
        Number = number;
        PieceStart = pieceStart;
        PieceEnd = pieceEnd;
        Tokens = tokens;
        CopyData = copyData;
        _text = new(() => Source.Text[Offset..Tokens[^1].End]);
        _hash = new(ComputeHash);
    }

    /// <summary>The same statement, counted otherwise: as a step of a plan.</summary>
    internal SqlStatement WithNumber(int number) => new(Source, number, PieceStart, PieceEnd, Tokens, CopyData);

    public SourceText Source { get; }

    /// <summary>1-based place among the file's statements.</summary>
    public int Number { get; }

    /// <summary>The tokens that carry meaning, without the semicolon that ends the statement.</summary>
    public ImmutableArray<SqlToken> Tokens { get; }

    /// <summary>The data lines of a <c>COPY … FROM stdin</c>, with the line that ends them.</summary>
    public SqlToken? CopyData { get; }

    /// <summary>The statement as it is sent: from its first token to its last, without the semicolon.</summary>
    public string Text => _text.Value;

    /// <summary>The slice of the file this statement owns: the comments before it, its text, its semicolon, its data.</summary>
    public ReadOnlySpan<char> Piece => Source.Text.AsSpan(PieceStart, PieceEnd - PieceStart);

    public int Offset => Tokens[0].Start;
    public int Line => Source.Locate(Offset).Line;
    public int Column => Source.Locate(Offset).Column;

    /// <summary><c>file:line:column</c> of the first token.</summary>
    public string Where => Source.Where(Offset);

    /// <summary>SHA-256 over the tokens, in lower-case hexadecimal.</summary>
    public string Hash => _hash.Value;

    internal int PieceStart { get; }
    internal int PieceEnd { get; }

    public ReadOnlySpan<char> TokenText(int index) => Source.Text.AsSpan(Tokens[index].Start, Tokens[index].Length);

    /// <summary>The data lines of a COPY, without the line that ends them; empty for every other statement.</summary>
    public ReadOnlyMemory<char> Data
    {
        get
        {
            if (CopyData is not { } data)
                return default;
            var text = Source.Text.AsMemory(data.Start, data.Length);
            var begin = text.Span.IndexOf('\n') + 1;
            var end = text.Span.LastIndexOf("\\.");
            return text[begin..end];
        }
    }

    /// <summary>True where the token at <paramref name="index"/> is this word, written without quotes in any case.</summary>
    public bool Is(int index, string word) =>
        index < Tokens.Length
        && Tokens[index].Kind == SqlTokenKind.Word
        && TokenText(index).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>True where the token at <paramref name="index"/> is this symbol.</summary>
    public bool IsSymbol(int index, string symbol) =>
        index < Tokens.Length && Tokens[index].Kind == SqlTokenKind.Symbol && TokenText(index).SequenceEqual(symbol);

    /// <summary>True where these words follow one another from <paramref name="index"/> on.</summary>
    public bool Follows(int index, params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!Is(index + i, words[i]))
                return false;
        }
        return true;
    }

    /// <summary>True where the statement begins with these words.</summary>
    public bool StartsWith(params ReadOnlySpan<string> words) => Follows(0, words);

    /// <summary>The first place at or after <paramref name="from"/> where this word stands, or -1.</summary>
    public int IndexOf(string word, int from = 0)
    {
        for (var i = from; i < Tokens.Length; i++)
        {
            if (Is(i, word))
                return i;
        }
        return -1;
    }

    /// <summary>The first words, cut to a length that fits a message. Never the whole statement: it may hold a secret.</summary>
    public string Summary()
    {
        var words = new StringBuilder();
        foreach (var token in Tokens)
        {
            if (
                token.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)
                && words.Length > 0
                && !Source.Text.AsSpan(token.Start, token.Length).SequenceEqual(".")
            )
                break;
            if (words.Length + token.Length > 60)
                break;
            var text = Source.Text.AsSpan(token.Start, token.Length);
            if (words.Length > 0 && text is not "." && words[^1] != '.')
                words.Append(' ');
            words.Append(text);
        }
        return words.ToString();
    }

    internal void AppendTo(IncrementalHash hash)
    {
        Span<byte> end = [0];
        foreach (var token in Tokens)
        {
            Append(hash, token);
            hash.AppendData(end);
        }
        if (CopyData is not null)
            hash.AppendData(Encoding.UTF8.GetBytes(Data.ToString().ReplaceLineEndings("\n")));
        end[0] = 1;
        hash.AppendData(end);
    }

    private void Append(IncrementalHash hash, SqlToken token)
    {
        // A literal may span lines, and git may rewrite their ends on checkout: the same commit must have the same hash everywhere.
        var text = Source.Text.AsSpan(token.Start, token.Length);
        if (text.Contains('\r'))
            text = text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
        Span<byte> bytes = text.Length <= 128 ? stackalloc byte[384] : new byte[Encoding.UTF8.GetByteCount(text)];
        hash.AppendData(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
