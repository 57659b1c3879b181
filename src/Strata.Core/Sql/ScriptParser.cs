using System.Buffers;
using System.Collections.Immutable;

namespace Strata.Core.Sql;

/// <summary>Turns tokens into statements, and refuses what a migration may not hold.</summary>
internal sealed class ScriptParser(SourceText source, SqlSyntax syntax)
{
    // Directional controls can make a comment look like code; the others make two names look alike: https://trojansource.codes
    private const string Directional = "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C";
    private static readonly SearchValues<char> s_directional = SearchValues.Create(Directional);
    private static readonly SearchValues<char> s_invisible = SearchValues.Create(
        "\u00A0\u00AD\u1680\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u200C\u200D"
            + "\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF"
            + Directional
    );

    private readonly ImmutableArray<SqlStatement>.Builder _statements = ImmutableArray.CreateBuilder<SqlStatement>();
    private readonly ImmutableArray<SqlHeader>.Builder _headers = ImmutableArray.CreateBuilder<SqlHeader>();
    private readonly List<SqlToken> _tokens = [];
    private readonly bool _checksCharacters = source.Text.AsSpan().IndexOfAny(s_invisible) >= 0;
    private StatementTracker _tracker = new(source, syntax);
    private int _pieceStart;

    public SqlScript Parse()
    {
        var lexer = new SqlLexer(source, syntax);
        while (lexer.TryNext(out var token))
        {
            if (_checksCharacters)
                RefuseInvisible(token);
            if (token.IsTrivia)
                Trivia(token);
            else if (token.Kind == SqlTokenKind.Semicolon && _tracker.EndsAt(token))
                End(ref lexer);
            else
                Add(token);
        }
        _tracker.EndOfFile();
        if (_tokens.Count > 0)
            Close(LastTokenEnd(), copyData: null);
        return new SqlScript(source, syntax, _statements.ToImmutable(), _headers.ToImmutable());
    }

    private int LastTokenEnd() => _tokens[^1].End;

    private void Trivia(SqlToken token)
    {
        if (token.Kind != SqlTokenKind.LineComment || SqlHeaders.Read(source, token, _statements.Count + 1) is not { } header)
            return;
        if (header.Name == SqlHeaders.Transaction && header.Arguments is not ["none"] && !StandsAlone(token))
            throw source.Refuse(
                SqlProblems.Header,
                token.Start,
                $"'-- strata:{header}' is about the statements that follow it, and stands beside or inside of one",
                "put it on a line of its own before them"
            );
        _headers.Add(header);
    }

    private bool StandsAlone(SqlToken comment)
    {
        var line = source.Text.LastIndexOf('\n', comment.Start) + 1;
        return _tokens.Count == 0 && source.Text.AsSpan(line, comment.Start - line).TrimStart('\uFEFF').IsWhiteSpace();
    }

    private void Add(SqlToken token)
    {
        if (_tokens.Count == 0 && token.Kind == SqlTokenKind.Symbol && source.Text[token.Start] == '.')
            throw source.Refuse(
                SqlProblems.ShellCommand,
                token.Start,
                "a line that begins with a dot is a command of the interactive shell, not SQL",
                "remove it; a migration holds SQL only"
            );
        _tracker.Observe(token);
        _tokens.Add(token);
    }

    private void End(ref SqlLexer lexer)
    {
        if (_tokens.Count == 0)
            return;
        SqlToken? data = syntax.CopyData && IsCopyFromStdin() ? lexer.ReadCopyData(_tokens[0].Start) : null;
        Close(lexer.Position, data);
    }

    private void Close(int end, SqlToken? copyData)
    {
        var statement = new SqlStatement(source, _statements.Count + 1, _pieceStart, end, [.. _tokens], copyData);
        Refuse(statement);
        _statements.Add(statement);
        _tokens.Clear();
        _tracker = new StatementTracker(source, syntax);
        _pieceStart = end;
    }

    private bool IsCopyFromStdin()
    {
        if (!Is(_tokens[0], "COPY"))
            return false;
        for (var i = 1; i + 1 < _tokens.Count; i++)
        {
            if (Is(_tokens[i], "FROM") && Is(_tokens[i + 1], "STDIN"))
                return true;
        }
        return false;
    }

    private void Refuse(SqlStatement statement)
    {
        foreach (var forbidden in syntax.Forbidden)
        {
            if (!Begins(statement, forbidden.Sequence))
                continue;
            throw source.Refuse(
                SqlProblems.Forbidden,
                statement.Offset,
                $"{forbidden.Words} is not allowed in a migration: {forbidden.Reason}",
                forbidden.Fix
            );
        }
    }

    private static bool Begins(SqlStatement statement, ImmutableArray<string> words)
    {
        if (statement.Tokens.Length < words.Length)
            return false;
        for (var i = 0; i < words.Length; i++)
        {
            var text = statement.TokenText(i);
            if (statement.Tokens[i].Kind == SqlTokenKind.QuotedName && i > 0)
                text = text[1..^1];
            else if (statement.Tokens[i].Kind != SqlTokenKind.Word)
                return false;
            if (!text.Equals(words[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    private void RefuseInvisible(SqlToken token)
    {
        if (token.Kind is SqlTokenKind.Literal or SqlTokenKind.CopyData or SqlTokenKind.ByteOrderMark)
            return;
        var refused = token.IsTrivia ? s_directional : s_invisible;
        var found = source.Text.AsSpan(token.Start, token.Length).IndexOfAny(refused);
        if (found < 0)
            return;
        var at = token.Start + found;
        throw source.Refuse(
            SqlProblems.Invisible,
            at,
            $"an invisible character (U+{(int)source.Text[at]:X4}) stands outside of a string",
            "delete it; what reviewers see must be what the server reads"
        );
    }

    private bool Is(SqlToken token, string word) =>
        token.Kind == SqlTokenKind.Word && source.Text.AsSpan(token.Start, token.Length).Equals(word, StringComparison.OrdinalIgnoreCase);
}
