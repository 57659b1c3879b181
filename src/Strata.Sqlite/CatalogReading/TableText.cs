using Strata.Core.Sql;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.CatalogReading;

/// <summary>
/// Reads a CREATE TABLE statement that SQLite has accepted, for what no pragma tells. The grammar is
/// https://www.sqlite.org/lang_createtable.html
/// </summary>
internal sealed partial class TableText
{
    private static readonly string[] s_tableConstraints = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    private static readonly string[] s_columnConstraints =
    [
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "GENERATED",
        "AS",
    ];

    private readonly TokenList _tokens;
    private int _at;

    private TableText(TokenList tokens, int at) => (_tokens, _at) = (tokens, at);

    public List<ColumnText> Columns { get; } = [];
    public List<Constraint> Constraints { get; } = [];
    public bool AutoIncrement { get; private set; }

    public static TableText Read(string sql)
    {
        var tokens = new TokenList(sql);
        var open = 0;
        while (open < tokens.Count && !tokens.IsSymbol(open, "("))
            open++;
        var text = new TableText(tokens, open + 1);
        text.ReadItems(tokens.Close(open) - 1);
        return text;
    }

    private void ReadItems(int end)
    {
        while (_at < end)
        {
            if (_tokens.IsSymbol(_at, ","))
                _at++;
            else if (_tokens.IsAnyWord(_at, s_tableConstraints))
                ReadTableConstraint();
            else
                ReadColumn(end);
        }
        var columns = Columns.ToDictionary(c => Canonical.Name(c.Name), c => c.Name);
        for (var i = 0; i < Constraints.Count; i++)
        {
            var own = Constraints[i].Columns.Select(Canonical.Name).Where(columns.ContainsKey).Select(n => columns[n]).Distinct();
            Constraints[i] = Constraints[i] with { Columns = [.. own] };
        }
    }

    private bool Take(string word)
    {
        if (!_tokens.IsWord(_at, word))
            return false;
        _at++;
        return true;
    }

    private string? TakeName() => Take("CONSTRAINT") ? _tokens.Name(_at++) : null;

    /// <summary>ON CONFLICT, without the action that is the default anyway.</summary>
    private string? TakeConflict()
    {
        if (!_tokens.IsWord(_at, "ON") || !_tokens.IsWord(_at + 1, "CONFLICT"))
            return null;
        var action = _tokens.Text(_at + 2).ToString().ToUpperInvariant();
        _at += 3;
        return action == "ABORT" ? null : action;
    }

    /// <summary>A list in brackets: where its contents begin and end.</summary>
    private (int From, int To) TakeBrackets()
    {
        var (from, close) = (_at + 1, _tokens.Close(_at));
        _at = close;
        return (from, close - 1);
    }

    private void ReadTableConstraint()
    {
        var name = TakeName();
        if (Take("PRIMARY"))
        {
            _at++;
            AddKey(ConstraintType.PrimaryKey, name, KeyParts());
        }
        else if (Take("UNIQUE"))
        {
            AddKey(ConstraintType.Unique, name, KeyParts());
        }
        else if (Take("CHECK"))
        {
            AddCheck(name);
        }
        else if (Take("FOREIGN"))
        {
            _at++;
            var (from, to) = TakeBrackets();
            AddForeignKey(name, NamesBetween(from, to));
        }
    }

    private void ReadColumn(int end)
    {
        var column = new ColumnText(_tokens.Name(_at++));
        Columns.Add(column);
        while (_at < end && !_tokens.IsSymbol(_at, ",") && !_tokens.IsAnyWord(_at, s_columnConstraints))
            _at = _tokens.IsSymbol(_at, "(") ? _tokens.Close(_at) : _at + 1;
        while (_at < end && !_tokens.IsSymbol(_at, ","))
            ReadColumnConstraint(column);
    }

    private void ReadColumnConstraint(ColumnText column)
    {
        var name = TakeName();
        if (Take("NOT"))
        {
            _at++;
            column.OnNull = TakeConflict();
        }
        else if (Take("NULL"))
            TakeConflict();
        else if (Take("PRIMARY"))
            ReadPrimaryKey(column, name);
        else if (Take("UNIQUE"))
            AddKey(ConstraintType.Unique, name, ([Q(column.Name)], [column.Name]));
        else if (Take("CHECK"))
            AddCheck(name);
        else if (Take("DEFAULT"))
            SkipDefault();
        else if (Take("COLLATE"))
            column.Collation = _tokens.Name(_at++);
        else if (_tokens.IsWord(_at, "REFERENCES"))
            AddForeignKey(name, [column.Name]);
        else if (Take("AS"))
        {
            var (from, to) = TakeBrackets();
            column.Generated = _tokens.OneLine(from, to);
        }
        else
            _at++;
    }

    private void ReadPrimaryKey(ColumnText column, string? name)
    {
        _at++;
        var descending = Take("DESC");
        if (!descending)
            Take("ASC");
        AddKey(
            ConstraintType.PrimaryKey,
            name,
            ([descending ? $"{Q(column.Name)} DESC" : Q(column.Name)], [column.Name]),
            atColumn: descending
        );
        AutoIncrement |= Take("AUTOINCREMENT");
    }

    private void SkipDefault()
    {
        if (_tokens.IsSymbol(_at, "("))
            _at = _tokens.Close(_at);
        else
            _at += _tokens.Kind(_at) == SqlTokenKind.Symbol ? 2 : 1;
    }

    /// <summary><c>(a, b COLLATE nocase DESC)</c>: the parts as they are written back, and the names alone.</summary>
    private (List<string> Parts, List<string> Names) KeyParts()
    {
        var (from, to) = TakeBrackets();
        List<string> parts = [],
            names = [];
        for (var i = from; i < to; i++)
        {
            var name = _tokens.Name(i);
            var part = Q(name);
            for (i++; i < to && !_tokens.IsSymbol(i, ","); i++)
            {
                if (_tokens.IsWord(i, "COLLATE"))
                    part += $" COLLATE {Q(_tokens.Name(++i))}";
                else if (_tokens.IsWord(i, "DESC"))
                    part += " DESC";
                else if (_tokens.IsWord(i, "AUTOINCREMENT"))
                    AutoIncrement = true;
            }
            parts.Add(part);
            names.Add(name);
        }
        return (parts, names);
    }

    private List<string> NamesBetween(int from, int to) =>
        [.. Enumerable.Range(from, to - from).Where(i => !_tokens.IsSymbol(i, ",")).Select(_tokens.Name)];

    private void AddKey(ConstraintType type, string? name, (List<string> Parts, List<string> Names) key, bool atColumn = false)
    {
        var words = type == ConstraintType.PrimaryKey ? "PRIMARY KEY" : "UNIQUE";
        var conflict = TakeConflict() is { } action ? $" ON CONFLICT {action}" : "";
        Constraints.Add(
            new Constraint(type, $"{words} ({string.Join(", ", key.Parts)}){conflict}")
            {
                Name = name,
                Columns = [.. key.Names],
                AtColumn = atColumn,
            }
        );
    }

    private void AddCheck(string? name)
    {
        var (from, to) = TakeBrackets();
        // SQLite reads ON CONFLICT after a check and does nothing with it.
        TakeConflict();
        var expression = _tokens.OneLine(from, to);
        Constraints.Add(
            new Constraint(ConstraintType.Check, $"CHECK ({expression})")
            {
                Name = name,
                Columns = [.. new TokenList(expression).ColumnNames()],
            }
        );
    }
}
