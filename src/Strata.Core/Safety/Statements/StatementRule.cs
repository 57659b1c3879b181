using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>One way in which a statement concerns rows, known by its words. Pure.</summary>
internal abstract class StatementRule
{
    /// <summary>The rule is about definitions too: what a CREATE statement holds does not run by itself.</summary>
    public virtual bool ReadsDefinitions => false;

    /// <summary>The hazards of a statement.</summary>
    public abstract IEnumerable<Hazard> Read(SqlTokens words);

    /// <summary>The places after each occurrence of some words.</summary>
    protected static IEnumerable<int> After(SqlTokens words, params string[] sequence)
    {
        for (var i = 0; i < words.Count; i++)
        {
            words.At = i;
            if (words.Take(sequence))
                yield return i + sequence.Length;
        }
    }

    /// <summary>The words before which a list of names may stand that concern nothing but the form.</summary>
    protected static void SkipForm(SqlTokens words)
    {
        words.Take("IF", "EXISTS");
        words.Take("ONLY");
    }

    /// <summary>The names from a place on, separated by commas.</summary>
    protected static IEnumerable<ObjectId> Relations(SqlTokens words, int at)
    {
        words.At = at;
        do
        {
            SkipForm(words);
            if (Relation(words) is not { } relation)
                yield break;
            var next = words.At;
            yield return relation;
            words.At = next;
            words.Take("*");
        } while (words.Take(","));
    }

    /// <inheritdoc cref="StatementNames.Relation"/>
    protected static ObjectId? Relation(SqlTokens words) => StatementNames.Relation(words);

    protected static bool Is(SqlTokens words, int at, string word) => words.Text(at).Equals(word, StringComparison.OrdinalIgnoreCase);
}
