using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>
/// Reads what a statement does to rows from its words alone: for statements that nobody planned. What the words do not tell is left to a
/// run in a shadow database, and is never taken for harmless.
/// </summary>
public sealed class StatementReader
{
    private static readonly string[] s_cascades = ["CASCADE", "OWNED"];
    private readonly SqlSyntax _syntax;
    private readonly IReadOnlyList<StatementRule> _rules;
    private readonly IReadOnlyList<string> _plain;
    private readonly Func<SqlTokens, IEnumerable<string>> _bodies;

    /// <param name="syntax">The dialect's lexical rules.</param>
    /// <param name="rules">The dialect's rules beside those of the SQL standard.</param>
    /// <param name="plain">The first words of statements whose words tell everything that concerns rows.</param>
    /// <param name="bodies">The texts in a statement that run with it.</param>
    internal StatementReader(
        SqlSyntax syntax,
        IReadOnlyList<StatementRule> rules,
        IReadOnlyList<string> plain,
        Func<SqlTokens, IEnumerable<string>>? bodies = null
    ) =>
        (_syntax, _rules, _plain, _bodies) = (
            syntax,
            [new DeletesRows(), new UpdatesRows(), new DropsTables(), new DropsColumns(), .. rules],
            [.. s_standard, .. plain],
            bodies ?? (_ => [])
        );

    private static readonly string[] s_standard =
    [
        "CREATE",
        "INSERT",
        "DELETE FROM",
        "UPDATE",
        "SELECT",
        "WITH",
        "VALUES",
        "DROP TABLE",
        "DROP INDEX",
        "DROP VIEW",
        "DROP TRIGGER",
    ];

    /// <summary>Reads one statement.</summary>
    public StatementReading Read(SqlStatement statement)
    {
        var words = new SqlTokens(statement.Text, _syntax);
        var isDefinition = Begins(words, "CREATE");
        var bodies = _bodies(words).ToList();
        var hazards = Rules(words, isDefinition).Concat(bodies.SelectMany(Body)).Distinct();
        var renamed = RenameWords.Read(words).ToList();
        var written = isDefinition ? [] : WrittenRelations.Read(words).Concat(bodies.SelectMany(Written)).Distinct();
        return new([.. hazards], renamed.Count > 0 || IsPlain(words))
        {
            Created = Created(words),
            Renamed = [.. renamed],
            Written = [.. written],
        };
    }

    /// <summary>Reads the code in the definition of an object, as it runs when it is called or fires.</summary>
    public StatementReading ReadCode(string definition)
    {
        var code = CodeText.Of(new SqlTokens(definition, _syntax)).ToList();
        return new([.. code.SelectMany(Body).Distinct()], IsPlain: true) { Written = [.. code.SelectMany(Written).Distinct()] };
    }

    private IEnumerable<ObjectId> Written(string text) => WrittenRelations.Read(new SqlTokens(text, _syntax)).ToList();

    private IEnumerable<Hazard> Body(string text) => Rules(new SqlTokens(text, _syntax), isDefinition: false);

    private IEnumerable<Hazard> Rules(SqlTokens words, bool isDefinition) =>
        _rules.Where(r => !isDefinition || r.ReadsDefinitions).SelectMany(r => r.Read(words).ToList());

    private bool IsPlain(SqlTokens words)
    {
        if (Begins(words, "CREATE"))
            return true;
        if (Enumerable.Range(0, words.Count).Any(i => s_cascades.Contains(words.Text(i), StringComparer.OrdinalIgnoreCase)))
            return false;
        return _plain.Any(p => Begins(words, p)) || AddsColumn(words);
    }

    /// <summary>A table gets a column, and nothing that a row could fail to fit.</summary>
    private static bool AddsColumn(SqlTokens words)
    {
        string[] others = ["NOT", "CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "REFERENCES", "DROP", "RENAME", "SET", "ATTACH"];
        return Begins(words, "ALTER TABLE")
            && Enumerable.Range(0, words.Count).Any(i => Is(words, i, "ADD"))
            && !Enumerable.Range(2, Math.Max(0, words.Count - 2)).Any(i => others.Any(o => Is(words, i, o)) || Is(words, i, "ALTER"));
    }

    private static ObjectId? Created(SqlTokens words)
    {
        if (!Begins(words, "CREATE"))
            return null;
        var table = Enumerable.Range(0, Math.Min(words.Count, 5)).FirstOrDefault(i => Is(words, i, "TABLE"), -1);
        if (table < 0)
            return null;
        words.At = table + 1;
        words.Take("IF", "NOT", "EXISTS");
        return StatementNames.Relation(words);
    }

    private static bool Is(SqlTokens words, int at, string word) => words.Text(at).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(SqlTokens words, string text)
    {
        words.At = 0;
        return words.Take(text.Split(' '));
    }
}
