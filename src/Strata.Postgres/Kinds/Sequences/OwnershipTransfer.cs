using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>
/// A column that counts goes on counting where it stood, whether its numbers come from a sequence it owns (serial) or from an identity. The
/// server moves no sequence from one to the other, and the two mostly want the same name: the old one is displaced until the new one knows
/// its position.
/// </summary>
internal static class OwnershipTransfer
{
    /// <summary>
    /// The sequence is removed because the column that owns it becomes an identity: the column's own step reads it, and drops it.
    /// </summary>
    public static bool ToIdentity(Sequence sequence, RenderContext context) =>
        sequence.OwnedBy.Value is { } id
        && context.Before.Find(id) is INumberedColumn { IsPlain: true }
        && context.After.Find(id) is INumberedColumn { HasIdentity: true };

    /// <summary>
    /// The sequence is added because the column that will own it is an identity no more: the column's own step has made it, under another
    /// name.
    /// </summary>
    public static bool FromIdentity(Sequence sequence, RenderContext context) =>
        context.Before.Find(sequence.Id) is null
        && sequence.OwnedBy.Value is { } id
        && context.Before.Find(id) is INumberedColumn { HasIdentity: true }
        && context.After.Find(id) is INumberedColumn { IsPlain: true };

    /// <summary>The steps of an identity that is added to a column that stays.</summary>
    /// <param name="column">The column.</param>
    /// <param name="identity">The name of the identity's sequence.</param>
    /// <param name="options">Its options.</param>
    /// <param name="add">The statement that adds it.</param>
    /// <param name="context">The plan.</param>
    public static IEnumerable<Step> Add(
        INumberedColumn column,
        IEnumerable<string> identity,
        SequenceOptions options,
        Step add,
        RenderContext context
    )
    {
        var displaced = context
            .Before.Objects.Values.OfType<Sequence>()
            .Where(s => s.OwnedBy.Value == column.Id && context.After.Find(s.Id) is null)
            .Select(s => DisplacedName.Of(s.Id))
            .ToList();
        return [add, Position(column, identity, options, displaced), .. displaced.Select(s => new Step($"DROP SEQUENCE {Q(s)}"))];
    }

    /// <summary>
    /// A new sequence goes on where the column's numbers end. Below its start, or with nothing counted yet, it begins at its start.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="sequence">The name of the new sequence.</param>
    /// <param name="options">Its options.</param>
    /// <param name="displaced">Sequences that counted before.</param>
    public static Step Position(
        INumberedColumn column,
        IEnumerable<string> sequence,
        SequenceOptions options,
        IReadOnlyList<ObjectId> displaced
    )
    {
        var (low, high) = options.Increment > 0 ? (options.Start, options.Max) : (options.Min, options.Start);
        return new(
            $"SELECT pg_catalog.setval({Lit(Q(sequence))}, reached) FROM ({Reached(column, options.Increment > 0, displaced)}"
                + $") AS position WHERE reached BETWEEN {low} AND {high}"
        )
        {
            Locks = [new(column.Table, LockMode.AccessShare)],
        };
    }

    /// <summary>The steps of an identity that is removed from a column that stays.</summary>
    /// <param name="column">The column.</param>
    /// <param name="identity">The name of the identity's sequence.</param>
    /// <param name="remove">The statement that removes it.</param>
    /// <param name="context">The plan.</param>
    public static IEnumerable<Step> Remove(INumberedColumn column, IEnumerable<string> identity, Step remove, RenderContext context)
    {
        var successors = context
            .After.Objects.Values.OfType<Sequence>()
            .Where(s => s.OwnedBy.Value == column.Id && FromIdentity(s, context));
        foreach (var successor in successors)
        {
            var displaced = successor with { Id = DisplacedName.Of(successor.Id) };
            yield return SequenceKind.Creation(displaced);
            yield return new Step(
                $"SELECT pg_catalog.setval({Lit(Q(displaced.Id))}, last_value, is_called) FROM {Q(identity)} WHERE "
                    + $"last_value BETWEEN {successor.Options.Min} AND {successor.Options.Max}"
            );
        }
        yield return remove;
    }

    public static Step Displace(Sequence sequence) =>
        new($"ALTER SEQUENCE {Q(sequence.Id)} RENAME TO {Q(DisplacedName.Of(sequence.Id).Name)}");

    /// <summary>Gives a sequence that was made under another name its own.</summary>
    public static Step TakeName(Sequence sequence) =>
        new($"ALTER SEQUENCE {Q(DisplacedName.Of(sequence.Id))} RENAME TO {Q(sequence.Id.Name)}");

    /// <summary>The number furthest on: in the table, or given out by a sequence that counted before.</summary>
    private static string Reached(INumberedColumn column, bool up, IReadOnlyList<ObjectId> displaced)
    {
        var furthest = up ? "max" : "min";
        var rows = $"SELECT {furthest}({Q(column.Id.Name)}) AS reached FROM {Q(column.Table)}";
        if (displaced.Count == 0)
            return rows;
        var all = displaced.Select(s => $"SELECT last_value FROM {Q(s)} WHERE is_called").Prepend(rows);
        return $"SELECT {furthest}(reached) AS reached FROM ({string.Join(" UNION ALL ", all)}) AS numbers";
    }
}
