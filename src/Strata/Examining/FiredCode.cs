using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Examining;

/// <summary>
/// Follows statements to the code that fires on the rows they write or that what they make calls, and that to the code which fires on the
/// rows it writes in its turn.
/// </summary>
internal static class FiredCode
{
    /// <summary>The hazards of all that may fire.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="states">States of the database in which the statements run, the one before them first, the one after them last.</param>
    /// <param name="written">The relations whose rows are written.</param>
    public static IReadOnlyList<Hazard> Of(IDialect dialect, IEnumerable<Catalog> states, IEnumerable<ObjectId> written)
    {
        var all = states.ToList();
        var open = new Queue<ObjectId>(written);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        List<Hazard> hazards = [];
        void Follow(string code)
        {
            var reading = dialect.Statements.ReadCode(code);
            hazards.AddRange(reading.Hazards);
            foreach (var next in reading.Written)
                open.Enqueue(next);
        }

        foreach (var code in all.Count < 2 ? [] : Made(all[0], all[^1]))
            Follow(code);
        while (open.TryDequeue(out var relation))
        {
            if (!seen.Add(relation.Qualified()))
                continue;
            foreach (var below in all.SelectMany(s => Below(s, relation)))
                open.Enqueue(below);
            foreach (var code in all.SelectMany(s => Fired(s, relation)).Distinct(StringComparer.Ordinal))
                Follow(code);
        }
        return [.. hazards.Distinct()];
    }

    /// <summary>The code of what fires on a relation, and of what that, its defaults and its checks call by their definition.</summary>
    private static IEnumerable<string> Fired(Catalog state, ObjectId relation) =>
        state
            .Objects.Values.Where(o => (o.FiresOn ?? o.Relation) is { } on && IsCalled(on, relation))
            .SelectMany(o => state.DependsOn(o.Id).Select(state.Find).Prepend(o))
            .Select(o => o?.Code)
            .OfType<string>();

    /// <summary>
    /// The code that may run when what is new is made: a check, an index and a view of rows call functions, directly or through a view.
    /// </summary>
    private static IEnumerable<string> Made(Catalog before, Catalog after)
    {
        var open = new Queue<ObjectId>(
            after.Objects.Values.Where(o => o.FiresOn is null && o.Code is null && !o.Equals(before.Find(o.Id))).Select(o => o.Id)
        );
        HashSet<ObjectId> seen = [.. open];
        while (open.TryDequeue(out var at))
            foreach (var called in after.DependsOn(at).Where(seen.Add))
            {
                if (after.Find(called)?.Code is { } code)
                    yield return code;
                open.Enqueue(called);
            }
    }

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
