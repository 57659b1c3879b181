using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Tables;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>
/// A column that counts goes on counting where it stood, whether its numbers come from a sequence it owns (serial) or from an identity. The
/// server
/// moves no sequence from one to the other, and the two mostly want the same name: the old one steps aside until the new one knows its
/// position.
/// </summary>
internal static class Handover
{
    /// <summary>
    /// The sequence goes because the column that owns it becomes an identity: the column's own step reads it, and drops it.
    /// </summary>
    public static bool ToIdentity(Sequence sequence, RenderContext context) =>
        sequence.OwnedBy.Value is { } id
        && context.Before.Find(id) is Column { Identity: null, Generated: null }
        && context.After.Find(id) is Column { Identity: not null };

    /// <summary>
    /// The sequence comes because the column that will own it is an identity no more: the column's own step has made it, under another
    /// name.
    /// </summary>
    public static bool FromIdentity(Sequence sequence, RenderContext context) =>
        context.Before.Find(sequence.Id) is null
        && sequence.OwnedBy.Value is { } id
        && context.Before.Find(id) is Column { Identity: not null }
        && context.After.Find(id) is Column { Identity: null, Generated: null };

    /// <summary>An identity added to a column that is there already.</summary>
    public static IEnumerable<Step> Add(Column column, Identity identity, Step add, RenderContext context)
    {
        var old = context
            .Before.Objects.Values.OfType<Sequence>()
            .Where(s => s.OwnedBy.Value == column.Id && context.After.Find(s.Id) is null)
            .Select(s => Slots.Aside(s.Id))
            .ToList();
        return [add, Begin(column, identity.Sequence, identity.Options, old), .. old.Select(s => new Step($"DROP SEQUENCE {Q(s)}"))];
    }

    /// <summary>
    /// A new sequence goes on where the column's numbers end. Below its start, or with nothing counted yet, it begins where it was told to.
    /// </summary>
    public static Step Begin(Column column, IEnumerable<string> sequence, SequenceOptions options, List<ObjectId> old)
    {
        var (low, high) = options.Increment > 0 ? (options.Start, options.Max) : (options.Min, options.Start);
        return new(
            $"SELECT pg_catalog.setval({Lit(Q(sequence))}, reached) FROM ({Reached(column, options.Increment > 0, old)}"
                + $") AS position WHERE reached BETWEEN {low} AND {high}"
        )
        {
            Locks = [new(column.Table, LockMode.AccessShare)],
        };
    }

    /// <summary>The number furthest on: in the table, or given out by what counted before.</summary>
    private static string Reached(Column column, bool up, List<ObjectId> old)
    {
        var rows = $"SELECT {(up ? "max" : "min")}({Q(column.Id.Name)}) AS reached FROM {Q(column.Table)}";
        return old.Count == 0
            ? rows
            : $"SELECT {(up ? "max" : "min")}(reached) AS reached FROM ({string.Join(" UNION ALL ", old.Select(s => $"SELECT last_value FROM {Q(s)} WHERE is_called").Prepend(rows))}"
                + $") AS numbers";
    }

    /// <summary>An identity taken from a column that stays.</summary>
    public static IEnumerable<Step> Remove(Column column, Identity identity, Step remove, RenderContext context)
    {
        foreach (
            var heir in context.After.Objects.Values.OfType<Sequence>().Where(s => s.OwnedBy.Value == column.Id && FromIdentity(s, context))
        )
        {
            var aside = heir with { Id = Slots.Aside(heir.Id) };
            yield return SequenceKind.Creation(aside);
            yield return new Step(
                $"SELECT pg_catalog.setval({Lit(Q(aside.Id))}, last_value, is_called) FROM {Q(identity.Sequence)} WHERE "
                    + $"last_value BETWEEN {heir.Options.Min} AND {heir.Options.Max}"
            );
        }
        yield return remove;
    }

    public static Step StepAside(Sequence sequence) => new($"ALTER SEQUENCE {Q(sequence.Id)} RENAME TO {Q(Slots.Aside(sequence.Id).Name)}");

    public static Step TakePlace(Sequence sequence) => new($"ALTER SEQUENCE {Q(Slots.Aside(sequence.Id))} RENAME TO {Q(sequence.Id.Name)}");
}
