using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Examining;

/// <summary>What the words of a script tell of its effect.</summary>
/// <param name="Hazards">The hazards that its statements name.</param>
/// <param name="IsPlain">Its words tell everything that concerns rows.</param>
/// <param name="Renamed">Names that it gives up for others: their rows are not lost.</param>
internal sealed record ScriptReading(IReadOnlyList<Hazard> Hazards, bool IsPlain, IReadOnlySet<string> Renamed);

/// <summary>Reads scripts by the rules of a dialect.</summary>
/// <param name="dialect">The dialect.</param>
internal sealed class ScriptReader(IDialect dialect)
{
    /// <summary>Reads a script. A table that it creates itself, or rebuilds under guard, loses no rows by a DROP.</summary>
    public ScriptReading Read(SqlScript script)
    {
        var own = script.Rebuilds.ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<Hazard> hazards = [];
        var isPlain = script.Headers.All(h => h.Name != SqlHeaders.Rebuild);
        foreach (var statement in script.Statements)
        {
            var reading = dialect.Statements.Read(statement);
            hazards.AddRange(reading.Hazards.Where(h => !IsOfOwn(h, own)));
            isPlain &= reading.IsPlain;
            if (reading.Created is { } created)
                own.Add(created.Short());
        }
        return new(hazards, isPlain, Renames(script));
    }

    /// <summary>The hazard is of rows that the script itself has made or keeps.</summary>
    private static bool IsOfOwn(Hazard hazard, HashSet<string> own) =>
        HazardSet.IsOfRows(hazard) && (own.Contains(hazard.Subject.Short()) || own.Contains(Owner(hazard.Subject)));

    /// <summary>The table of a column.</summary>
    private static string Owner(ObjectId subject) => new ObjectId(subject.Type, [.. subject.Names.SkipLast(1)]).Short();

    private static HashSet<string> Renames(SqlScript script)
    {
        var renamed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var s in script.Statements.Where(s => s.StartsWith("ALTER")))
        {
            var (to, schema) = (s.IndexOf("RENAME"), s.IndexOf("SCHEMA"));
            if (to > 0 && s.IndexOf("TO", to) is var end and > 0)
                renamed.UnionWith(Enumerable.Range(2, end - 2).Append(end + 1).Where(i => i < s.Tokens.Length).Select(i => Name(s, i)));
            if (schema > 2 && s.Is(schema - 1, "SET"))
                renamed.UnionWith(Enumerable.Range(2, schema - 3).Select(i => Name(s, i)));
        }
        return renamed;
    }

    private static string Name(SqlStatement statement, int at) => statement.TokenText(at).Trim("\"[]`").ToString();
}
