using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Examining;

/// <summary>The effect of a script as far as its words tell.</summary>
/// <param name="Hazards">The hazards that its statements name.</param>
/// <param name="IsPlain">Its words tell everything that concerns rows.</param>
/// <param name="Renamed">The names that it gives up and takes by renames: their rows are not lost.</param>
internal sealed record ScriptReading(IReadOnlyList<Hazard> Hazards, bool IsPlain, IReadOnlyList<ObjectId> Renamed)
{
    /// <summary>The relations whose rows it may write: what fires on them runs with it.</summary>
    public IReadOnlyList<ObjectId> Written { get; init; } = [];

    /// <summary>The same with what fires where it is run.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="states">The states before and after.</param>
    public ScriptReading With(IDialect dialect, params IEnumerable<Catalog> states) =>
        this with
        {
            Hazards = [.. Hazards, .. FiredCode.Of(dialect, states, Written)],
        };
}

/// <summary>Reads scripts by the rules of a dialect.</summary>
/// <param name="dialect">The dialect.</param>
internal sealed class ScriptReader(IDialect dialect)
{
    /// <summary>Reads a script. A table that it creates itself, or rebuilds under guard, loses no rows by a DROP.</summary>
    public ScriptReading Read(SqlScript script)
    {
        var own = script.Rebuilds.ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<Hazard> hazards = [];
        List<ObjectId> renamed = [];
        List<ObjectId> written = [];
        var isPlain = script.Headers.All(h => h.Name != SqlHeaders.Rebuild);
        foreach (var statement in script.Statements)
        {
            var reading = dialect.Statements.Read(statement);
            hazards.AddRange(reading.Hazards.Where(h => !IsOfOwn(h, own)));
            isPlain &= reading.IsPlain;
            renamed.AddRange(reading.Renamed);
            written.AddRange(reading.Written);
            if (reading.Created is { } created)
                own.Add(created.Short());
        }
        return new(hazards, isPlain, renamed) { Written = [.. written.Distinct()] };
    }

    /// <summary>The hazard is of rows that the script itself has made or keeps.</summary>
    private static bool IsOfOwn(Hazard hazard, HashSet<string> own) =>
        HazardSet.IsOfRows(hazard) && (own.Contains(hazard.Subject.Short()) || own.Contains(Owner(hazard.Subject)));

    /// <summary>The table of a column.</summary>
    private static string Owner(ObjectId subject) => new ObjectId(subject.Type, [.. subject.Names.SkipLast(1)]).Short();
}
