using System.Collections.Frozen;
using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Safety;

/// <summary>A statement as rules judge it.</summary>
/// <param name="Step">The statement, with its transaction mode and its locks.</param>
/// <param name="Changes">The changes that it makes. A change of several statements stands at the first of them.</param>
/// <param name="Batch">The number of its transaction, from 0.</param>
public sealed record JudgedStep(Step Step, ImmutableArray<Change> Changes, int Batch)
{
    /// <summary>Others that write to the relation wait until its transaction ends.</summary>
    public bool BlocksWrites(ObjectId relation) => Holds(relation, LockMode.Share);

    /// <summary>Others that read the relation wait, too.</summary>
    public bool BlocksReads(ObjectId relation) => Holds(relation, LockMode.AccessExclusive);

    private bool Holds(ObjectId relation, LockMode least) => Step.Locks.Any(l => l.Relation == relation && l.Mode >= least);
}

/// <summary>A migration as rules judge it, whoever wrote it: its statements, and the catalogs before and after all of them.</summary>
/// <param name="Before">The state that it starts from.</param>
/// <param name="After">The state that it leads to.</param>
/// <param name="Steps">Its statements, in their order.</param>
public sealed record JudgedPlan(Catalog Before, Catalog After, ImmutableArray<JudgedStep> Steps)
{
    private readonly FrozenSet<ObjectId> _created = Steps.SelectMany(s => s.Changes).OfType<Create>().Select(c => c.Subject).ToFrozenSet();

    /// <summary>Objects of one type that the migration makes, each beside its statement.</summary>
    public IEnumerable<(JudgedStep Step, T Object)> Created<T>()
        where T : DbObject => Steps.SelectMany(s => s.Changes.OfType<Create>().Select(c => c.After).OfType<T>().Select(o => (s, o)));

    /// <summary>Alterations of one type, each beside its statement.</summary>
    public IEnumerable<(JudgedStep Step, T Change)> Altered<T>()
        where T : Alter => Steps.SelectMany(s => s.Changes.OfType<T>().Select(a => (s, a)));

    /// <summary>The plan of a planner.</summary>
    public static JudgedPlan Of(Catalog before, Catalog after, ImmutableArray<Batch> batches)
    {
        var seen = new HashSet<Change>(ReferenceEqualityComparer.Instance);
        var steps = batches.SelectMany((b, i) => b.Steps.Select(s => new JudgedStep(s, Caused(s), i)));
        return new(before, after, [.. steps]);

        ImmutableArray<Change> Caused(Step step) => step.Cause is { } cause && seen.Add(cause) ? [cause] : [];
    }

    /// <summary>
    /// The relation stands before the migration, which does not make it anew: it may hold rows, and others read and write it.
    /// </summary>
    public bool Existed(ObjectId relation) => Before.Find(relation) is not null && !_created.Contains(relation);
}
