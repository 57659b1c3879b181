using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Examining;

/// <summary>
/// Follows statements to the code that fires on the rows they write, and that to the code which fires on the rows it writes in its turn.
/// </summary>
internal static class FiredCode
{
    /// <summary>The hazards of all that may fire.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="states">States of the database in which the statements run.</param>
    /// <param name="written">The relations whose rows are written.</param>
    public static IReadOnlyList<Hazard> Of(IDialect dialect, IEnumerable<Catalog> states, IEnumerable<ObjectId> written)
    {
        var all = states.ToList();
        var open = new Queue<ObjectId>(written);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        List<Hazard> hazards = [];
        while (open.TryDequeue(out var relation))
        {
            if (!seen.Add(relation.Qualified()))
                continue;
            foreach (var below in all.SelectMany(s => Below(s, relation)))
                open.Enqueue(below);
            foreach (var code in all.SelectMany(s => Fired(s, relation)).Distinct(StringComparer.Ordinal))
            {
                var reading = dialect.Statements.ReadCode(code);
                hazards.AddRange(reading.Hazards);
                foreach (var next in reading.Written)
                    open.Enqueue(next);
            }
        }
        return [.. hazards.Distinct()];
    }

    /// <summary>The code of what fires on a relation, and of what that calls by its definition.</summary>
    private static IEnumerable<string> Fired(Catalog state, ObjectId relation) =>
        state
            .Objects.Values.Where(o => o.FiresOn is { } on && IsCalled(on, relation))
            .SelectMany(o => state.DependsOn(o.Id).Select(state.Find).Prepend(o))
            .Select(o => o?.Code)
            .OfType<string>();

    /// <summary>The relations of a view: what is written to it may be written to them.</summary>
    private static IEnumerable<ObjectId> Below(Catalog state, ObjectId relation) =>
        state
            .Objects.Values.Where(o => o.Relation is null && o.FiresOn is null && IsCalled(o.Id, relation))
            .SelectMany(o => state.DependsOn(o.Id))
            .Select(id => state.Find(id)?.Relation)
            .OfType<ObjectId>();

    /// <summary>A statement may leave the schema out.</summary>
    private static bool IsCalled(ObjectId on, ObjectId relation) =>
        on.Names.Reverse().Zip(relation.Names.Reverse()).All(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
