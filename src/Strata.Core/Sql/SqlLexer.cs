using System.Buffers;
using Strata.Core.Problems;

namespace Strata.Core.Sql;

/// <summary>
/// Cuts a text into tokens without loss: the tokens laid end to end are the text. Rules follow
/// https://www.postgresql.org/docs/current/sql-syntax-lexical.html and https://www.sqlite.org/lang_keywords.html.
/// </summary>
internal ref struct SqlLexer(SourceText source, SqlSyntax syntax)
{
    private static readonly SearchValues<char> s_operators = SearchValues.Create("+-*/<>=~!@#%^&|?`:");
    private readonly string _text = source.Text;
    private int _at;

    public readonly int Position => _at;

    public bool TryNext(out SqlToken token)
    {
        var start = _at;
        if (start == _text.Length)
        {
            token = default;
            return false;
        }
        token = new SqlToken(Scan(_text[start]), start, _at - start);
        return true;
    }

    /// <summary>Takes the lines after <c>COPY … FROM stdin;</c> up to and with the line <c>\.</c>.</summary>
    public SqlToken ReadCopyData(int statementStart)
    {
        var start = _at;
        var lineEnd = source.LineEnd(start);
        if (!_text.AsSpan(start, lineEnd - start).IsWhiteSpace())
            throw source.Refuse(
                SqlProblems.CopyData,
                start,
                "something follows the semicolon of COPY … FROM stdin on its line",
                "begin the data on the next line"
            );
        for (var line = NextLine(lineEnd); line < _text.Length; line = NextLine(source.LineEnd(line)))
        {
            var end = source.LineEnd(line);
            if (!_text.AsSpan(line, end - line).SequenceEqual("\\."))
                continue;
            _at = NextLine(end);
            return new SqlToken(SqlTokenKind.CopyData, start, _at - start);
        }
        throw source.Refuse(
            SqlProblems.CopyData,
            statementStart,
            "the data of this COPY … FROM stdin has no end",
            "end it with a line that holds \\. and nothing else"
        );
    }

    private readonly int NextLine(int lineEnd)
    {
        if (lineEnd >= _text.Length)
            return _text.Length;
        return _text[lineEnd] == '\r' && lineEnd + 1 < _text.Length && _text[lineEnd + 1] == '\n' ? lineEnd + 2 : lineEnd + 1;
    }

    private readonly char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private SqlTokenKind Scan(char first) =>
        first switch
        {
            '\uFEFF' when _at == 0 => Take(1, SqlTokenKind.ByteOrderMark),
            ' ' or '\t' or '\n' or '\r' or '\f' or '\v' => WhiteSpace(),
            '-' when Peek(1) == '-' => LineComment(),
            '/' when Peek(1) == '*' => BlockComment(),
            '\'' => Literal(quoteAt: 0, escapes: false),
            '"' => Quoted('"'),
            '`' when syntax.BacktickIdentifiers => Quoted('`'),
            '[' when syntax.BracketIdentifiers => Quoted(']'),
            '$' when syntax.DollarQuotes => Dollar(),
            ';' => Take(1, SqlTokenKind.Semicolon),
            '\\' when syntax.BackslashCommands => throw RefuseShellCommand(),
            >= '0' and <= '9' => Number(),
            '.' when char.IsAsciiDigit(Peek(1)) => Number(),
            _ when IsNameStart(first) => Name(first),
            _ => Symbol(),
        };

    private SqlTokenKind Take(int length, SqlTokenKind kind)
    {
        _at += length;
        return kind;
    }

    private SqlTokenKind WhiteSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
        {
            // The servers disagree about where a line comment ends when a line ends in a lone carriage return.
            if (_text[_at] == '\r' && Peek(1) != '\n')
                throw source.Refuse(
                    SqlProblems.Invisible,
                    _at,
                    "a line ends with a lone carriage return",
                    "save the file with LF (or CRLF) line ends"
                );
            _at++;
        }
        return SqlTokenKind.WhiteSpace;
    }

    private SqlTokenKind LineComment()
    {
        _at = source.LineEnd(_at);
        return SqlTokenKind.LineComment;
    }

    private SqlTokenKind BlockComment()
    {
        var start = _at;
        var depth = 0;
        while (_at < _text.Length)
        {
            if (_text[_at] == '/' && Peek(1) == '*' && (depth == 0 || syntax.NestedComments))
            {
                depth++;
                _at += 2;
            }
            else if (_text[_at] == '*' && Peek(1) == '/')
            {
                _at += 2;
                if (--depth == 0)
                    return SqlTokenKind.BlockComment;
            }
            else
            {
                _at++;
            }
        }
        if (syntax.OpenCommentAtEnd)
            return SqlTokenKind.BlockComment;
        throw source.Refuse(SqlProblems.Unclosed, start, "this comment is never closed", "close it with */");
    }

    private SqlTokenKind Literal(int quoteAt, bool escapes)
    {
        var start = _at;
        _at += quoteAt + 1;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '\\' && escapes)
                _at += 2;
            else if (c != '\'')
                _at++;
            else if (Peek(1) == '\'')
                _at += 2;
            else
            {
                _at++;
                if (escapes && ContinuationAfter(_at) is var next and >= 0)
                    _at = next + 1;
                else
                    return SqlTokenKind.Literal;
            }
        }
        throw source.Refuse(
            SqlProblems.Unclosed,
            start,
            "this string is never closed",
            "close it with a single quote; a quote inside it is written twice"
        );
    }

    // A string goes on when the next one begins on a later line, and it keeps its escapes: the rule is the standard's.
    private readonly int ContinuationAfter(int at)
    {
        var sawLineEnd = false;
        while (at < _text.Length)
        {
            if (_text[at] == '\'' && sawLineEnd)
                return at;
            if (sawLineEnd && _text[at] == '-' && at + 1 < _text.Length && _text[at + 1] == '-')
                at = source.LineEnd(at);
            else if (_text[at] is ' ' or '\t' or '\f' or '\v' or '\r' or '\n')
                sawLineEnd |= _text[at++] is '\n' or '\r';
            else
                return -1;
        }
        return -1;
    }

    private SqlTokenKind Quoted(char close)
    {
        var start = _at++;
        while (_at < _text.Length)
        {
            if (_text[_at] != close)
                _at++;
            else if (close != ']' && Peek(1) == close)
                _at += 2;
            else
                return Take(1, SqlTokenKind.QuotedName);
        }
        throw source.Refuse(SqlProblems.Unclosed, start, "this quoted name is never closed", $"close it with {close}");
    }

    private SqlTokenKind Dollar()
    {
        var start = _at;
        var end = start + 1;
        while (end < _text.Length && IsNamePart(_text[end]) && _text[end] != '$')
            end++;
        if (char.IsAsciiDigit(Peek(1)))
        {
            while (char.IsAsciiDigit(Peek(1)))
                _at++;
            return Take(1, SqlTokenKind.Parameter);
        }
        if (end == _text.Length || _text[end] != '$')
            return Take(1, SqlTokenKind.Symbol);
        var tag = _text.AsSpan(start, end + 1 - start);
        var close = _text.AsSpan(end + 1).IndexOf(tag, StringComparison.Ordinal);
        if (close < 0)
            throw source.Refuse(SqlProblems.Unclosed, start, $"this {tag} string is never closed", $"close it with {tag}");
        _at = end + 1 + close + tag.Length;
        return SqlTokenKind.Literal;
    }

    private SqlTokenKind Name(char first)
    {
        if (first is 'e' or 'E' && Peek(1) == '\'' && syntax.EscapeStrings)
            return Literal(quoteAt: 1, escapes: true);
        if (first is 'b' or 'B' or 'x' or 'X' or 'n' or 'N' && Peek(1) == '\'')
            return Literal(quoteAt: 1, escapes: false);
        if (first is 'u' or 'U' && Peek(1) == '&' && syntax.EscapeStrings)
        {
            if (Peek(2) == '\'')
                return Literal(quoteAt: 2, escapes: false);
            if (Peek(2) == '"')
            {
                _at += 2;
                return Quoted('"');
            }
        }
        while (_at < _text.Length && IsNamePart(_text[_at]))
            _at++;
        return SqlTokenKind.Word;
    }

    private SqlTokenKind Number()
    {
        var hexadecimal = _text[_at] == '0' && Peek(1) is 'x' or 'X';
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c is 'e' or 'E' && !hexadecimal && Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))
                _at += 2;
            else if (char.IsAsciiLetterOrDigit(c) || c is '.' or '_')
                _at++;
            else
                break;
        }
        return SqlTokenKind.Number;
    }

    private SqlTokenKind Symbol()
    {
        var isOperator = s_operators.Contains(_text[_at++]);
        while (isOperator && _at < _text.Length && s_operators.Contains(_text[_at]))
        {
            if ((_text[_at] == '-' && Peek(1) == '-') || (_text[_at] == '/' && Peek(1) == '*'))
                break;
            if (_text[_at] == '`' && syntax.BacktickIdentifiers)
                break;
            _at++;
        }
        return SqlTokenKind.Symbol;
    }

    private readonly ProblemException RefuseShellCommand()
    {
        var line = _text.AsSpan(_at, Math.Min(source.LineEnd(_at) - _at, 40)).ToString();
        return source.Refuse(
            SqlProblems.ShellCommand,
            _at,
            $"'{line}' is a command of the interactive shell, not SQL",
            "remove it; a migration holds SQL only, and \\copy is written as COPY … FROM stdin"
        );
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c >= '\u0080';
}
