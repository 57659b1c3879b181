using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>
/// Code in a language that is not confined, and the languages themselves: https://www.postgresql.org/docs/current/sql-createlanguage.html
/// </summary>
internal sealed class UsesUntrustedLanguage : StatementRule
{
    // Every other one is taken to be untrusted: a name is not known to be trusted before the server says so.
    private static readonly HashSet<string> s_trusted = new(StringComparer.OrdinalIgnoreCase)
    {
        "sql",
        "plpgsql",
        "plperl",
        "pltcl",
        "plv8",
    };

    public override bool ReadsDefinitions => true;

    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        (Is(words, 0, "CREATE") || Is(words, 0, "DO") ? Languages(words) : [])
            .Where(l => !s_trusted.Contains(l))
            .Select(l => new ObjectId("language", [l]))
            .Select(l => Hazards.UntrustedLanguage.On(l, $"uses the untrusted language {l.Short()}"));

    private static IEnumerable<string> Languages(SqlTokens words)
    {
        foreach (var at in After(words, "LANGUAGE").ToList())
            if ((words.StringAt(at) ?? words.NameAt(at)?.ToLowerInvariant()) is { } language)
                yield return language;
        foreach (var at in After(words, "CREATE", "EXTENSION").ToList())
        {
            words.At = at;
            words.Take("IF", "NOT", "EXISTS");
            if (
                words.TakeName() is { } extension
                && extension.StartsWith("pl", StringComparison.OrdinalIgnoreCase)
                && extension.EndsWith('u')
            )
                yield return extension;
        }
    }
}
