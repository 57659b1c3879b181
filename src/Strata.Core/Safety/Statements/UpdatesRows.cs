using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>UPDATE, alone, in a WITH, or in the ON CONFLICT of an INSERT.</summary>
internal sealed class UpdatesRows : StatementRule
{
    // FOR UPDATE, ON UPDATE, and the like are no statement.
    private static readonly string[] s_others = ["FOR", "ON", "KEY", "DO", "THEN", "BEFORE", "AFTER", "OR", "OF", "GRANT", "REVOKE", ","];

    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        Updated(words).Concat(Replaced(words)).Select(t => Hazards.UpdateRows.On(t, $"gives rows of {t.Short()} other values"));

    private static List<ObjectId> Updated(SqlTokens words) =>
        [
            .. After(words, "UPDATE")
                .Where(at => !s_others.Any(o => Is(words, at - 2, o)))
                .ToList()
                .SelectMany(at => Relations(words, at).Take(1).ToList())
                .Where(t => !t.Name.Equals("set", StringComparison.Ordinal)),
        ];

    private static List<ObjectId> Replaced(SqlTokens words) =>
        After(words, "DO", "UPDATE").ToList().Count == 0
            ? []
            : [.. After(words, "INSERT", "INTO").ToList().SelectMany(at => Relations(words, at).Take(1).ToList())];
}
