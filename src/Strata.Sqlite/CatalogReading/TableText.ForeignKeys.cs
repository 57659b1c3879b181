using Strata.Sqlite.Kinds.Tables;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.CatalogReading;

/// <content>Foreign keys: https://www.sqlite.org/syntax/foreign-key-clause.html</content>
internal sealed partial class TableText
{
    private void AddForeignKey(string? name, List<string> columns)
    {
        Take("REFERENCES");
        var target = _tokens.Name(_at++);
        var parent = "";
        if (_tokens.IsSymbol(_at, "("))
        {
            var (from, to) = TakeBrackets();
            parent = $" ({List(NamesBetween(from, to))})";
        }
        var (actions, deferred) = (new SortedDictionary<string, string>(StringComparer.Ordinal), false);
        while (true)
        {
            if (_tokens.IsWord(_at, "ON") && _tokens.IsAnyWord(_at + 1, ["DELETE", "UPDATE"]))
                TakeAction(actions);
            else if (Take("MATCH"))
                _at++;
            else if (Take("DEFERRABLE"))
                deferred = TakeDeferral();
            else if (_tokens.IsWord(_at, "NOT") && _tokens.IsWord(_at + 1, "DEFERRABLE"))
            {
                _at += 2;
                TakeDeferral();
            }
            else
                break;
        }
        var text =
            $"FOREIGN KEY ({List(columns)}) REFERENCES {Q(target)}{parent}"
            + string.Concat(actions.Select(a => $" ON {a.Key} {a.Value}"))
            + (deferred ? " DEFERRABLE INITIALLY DEFERRED" : "");
        Constraints.Add(
            new Constraint(ConstraintType.ForeignKey, text)
            {
                Name = name,
                Columns = [.. columns],
                References = target,
            }
        );
    }

    private void TakeAction(SortedDictionary<string, string> actions)
    {
        var when = _tokens.Text(_at + 1).ToString().ToUpperInvariant();
        var words = _tokens.IsAnyWord(_at + 2, ["SET", "NO"]) ? 2 : 1;
        var action = _tokens.OneLine(_at + 2, _at + 2 + words).ToUpperInvariant();
        _at += 2 + words;
        if (action == "NO ACTION")
            actions.Remove(when);
        else
            actions[when] = action;
    }

    /// <summary>
    /// Reads the deferral; true when the key is checked at COMMIT. A key that can be deferred and is not, is as any other.
    /// </summary>
    private bool TakeDeferral()
    {
        if (!Take("INITIALLY"))
            return false;
        return _tokens.Text(_at++).Equals("DEFERRED", StringComparison.OrdinalIgnoreCase);
    }
}
