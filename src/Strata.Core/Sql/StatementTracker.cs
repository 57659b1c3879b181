using Strata.Core.Problems;

namespace Strata.Core.Sql;

/// <summary>Knows, token by token, whether a semicolon ends the statement or stands inside parentheses or a body.</summary>
internal sealed class StatementTracker(SourceText source, SqlSyntax syntax)
{
    private readonly Stack<SqlToken> _open = new();
    private SqlToken _last;
    private SqlToken _beforeLast;
    private SqlToken? _body;
    private int _count;
    private int _depth;
    private bool _creates;
    private bool _createsRoutine;
    private bool _createsTrigger;

    public bool EndsAt(SqlToken semicolon)
    {
        if (_open.Count > 0)
            return false;
        if (_createsTrigger && _body is not null)
            return Is(_last, "END") && _beforeLast.Kind == SqlTokenKind.Semicolon;
        return _depth == 0 && semicolon.Kind == SqlTokenKind.Semicolon;
    }

    public void Observe(SqlToken token)
    {
        if (token.Kind == SqlTokenKind.Symbol)
            Bracket(token);
        else if (token.Kind == SqlTokenKind.Word)
            Word(token);
        _beforeLast = _last;
        _last = token;
        _count++;
    }

    /// <exception cref="ProblemException">ST3023, exit 3: the file ends inside parentheses or a body; the message names where that
    /// opened.</exception>
    public void EndOfFile()
    {
        if (_open.TryPeek(out var bracket))
            throw source.Refuse(SqlProblems.Unclosed, bracket.Start, "this parenthesis is never closed", "close it with )");
        if (_body is { } body && (_depth > 0 || (_createsTrigger && !Is(_last, "END"))))
            throw source.Refuse(SqlProblems.Unclosed, body.Start, "this body is never closed", "close it with END;");
    }

    private void Bracket(SqlToken token)
    {
        var c = source.Text[token.Start];
        if (c == '(')
            _open.Push(token);
        else if (c == ')')
            _open.TryPop(out _);
    }

    private void Word(SqlToken token)
    {
        if (_count == 0)
            _creates = Is(token, "CREATE");
        else if (_creates && _open.Count == 0)
            Create(token);
        if (!_createsRoutine || _body is null)
            return;

        // As a column's label (AS end) or after a dot these are names.
        if (Is(_last, "AS") || (_last.Kind == SqlTokenKind.Symbol && source.Text[_last.Start] == '.'))
            return;
        if (Is(token, "CASE"))
            _depth++;
        else if (Is(token, "END") && _depth > 0)
            _depth--;
    }

    private void Create(SqlToken token)
    {
        if (syntax.AtomicBodies && _count <= 3 && (Is(token, "FUNCTION") || Is(token, "PROCEDURE")))
            _createsRoutine = true;
        if (syntax.TriggerBodies && _count <= 2 && Is(token, "TRIGGER"))
            _createsTrigger = true;
        if (_body is not null)
            return;
        if (_createsRoutine && Is(token, "ATOMIC") && Is(_last, "BEGIN"))
        {
            _body = _last;
            _depth = 1;
        }
        else if (_createsTrigger && Is(token, "BEGIN"))
        {
            _body = token;
        }
    }

    private bool Is(SqlToken token, string word) =>
        token.Kind == SqlTokenKind.Word && source.Text.AsSpan(token.Start, token.Length).Equals(word, StringComparison.OrdinalIgnoreCase);
}
