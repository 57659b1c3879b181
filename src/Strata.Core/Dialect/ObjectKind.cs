using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The planner's knowledge when it asks a slice for SQL. The planner decides to work online; the slice knows how.</summary>
public sealed record RenderContext(Catalog Before, Catalog After)
{
    /// <summary>The object's relation exists before the plan and holds rows that others read and write.</summary>
    public bool Online { get; init; }

    /// <summary>Inline clauses of parts that are created together with the subject, in their order.</summary>
    public IReadOnlyList<string> Clauses { get; init; } = [];

    /// <summary>Parts that travel inside this step, for a slice that must know more than their clauses.</summary>
    public IReadOnlyList<DbObject> Parts { get; init; } = [];

    /// <summary>What the plan makes, or makes anew.</summary>
    public IReadOnlySet<ObjectId> Created { get; init; } = FrozenSet<ObjectId>.Empty;
}

/// <summary>One vertical slice: how one kind of object is read, compared and written. Everything else is blind to kinds.</summary>
public abstract class ObjectKind
{
    public abstract Type Model { get; }

    /// <summary>Breaks ties in the plan's order: lower first.</summary>
    public abstract int Rank { get; }

    /// <summary>The section of the snapshot its objects are written in.</summary>
    public abstract string Section { get; }

    public abstract JsonTypeInfo Json { get; }

    /// <summary>As <see cref="Json"/>, without what is no difference: equal objects give equal text.</summary>
    public abstract JsonTypeInfo Compared { get; }

    /// <summary>The alterations that turn one into the other, or null when only dropping and creating will do.</summary>
    internal abstract IReadOnlyList<Alter>? Compare(DbObject before, DbObject after);

    internal abstract IEnumerable<Step> Write(Change change, RenderContext context);

    internal abstract string? Inline(DbObject part, RenderContext context);

    internal abstract IEnumerable<Step> Rest(DbObject part);

    /// <summary>
    /// An object as the statements that would make it, for a person to read: those of its owner's creation that are its own, where it is a
    /// part.
    /// </summary>
    public IEnumerable<string> Describe(DbObject o)
    {
        var catalog = new Catalog([o], []);
        var context = new RenderContext(catalog, catalog);
        if (Folds(o) && Inline(o, context) is { } clause)
            return [clause, .. Rest(o).Select(s => s.Sql)];
        return Write(new Create(o), context).Select(s => s.Sql);
    }

    internal abstract IEnumerable<Step>? WritePartRename(DbObject whole, ObjectId from, ObjectId to);

    internal abstract Coded? Say(DbObject o, CodeContext context);

    /// <summary>How an object that goes is kept aside with what it holds; null where its kind knows no way.</summary>
    internal abstract Keeping? WriteKeep(DbObject gone, KeepContext context);

    /// <summary>Whether, and among what, its objects have a name of their own in C#.</summary>
    public virtual CodeNaming NamedInCode => CodeNaming.None;

    /// <summary>Whether this part can be written inside its owner's CREATE statement.</summary>
    public virtual bool Folds(DbObject part) => false;

    /// <summary>
    /// An object of this kind can take another name without losing anything, so an equal one under a new name is renamed, not replaced.
    /// </summary>
    public virtual bool Renames => false;

    /// <summary>
    /// What a rule of "ignore" calls objects of this kind; where there are several, each is a type in their addresses. Empty where they
    /// cannot be left alone.
    /// </summary>
    public virtual IReadOnlyList<string> Nouns => [];

    /// <summary>The one of <see cref="Nouns"/> that is meant for an object; null for none.</summary>
    public string? Noun(DbObject o) => Nouns is [var only] ? only : Nouns.FirstOrDefault(n => n == o.Id.Type);

    /// <summary>Changes of this kind come after all others: they say how what is made later is made.</summary>
    public virtual bool ComesLast => false;

    /// <summary>
    /// What the changes leave to be said besides: objects that are no part of the wanted catalog, but whose creation writes the statements
    /// that lead to it.
    /// </summary>
    public virtual IEnumerable<DbObject> Besides(IReadOnlyList<Change> changes, Catalog before, Catalog after) => [];
}

/// <inheritdoc />
public abstract class ObjectKind<T> : ObjectKind
    where T : DbObject
{
    public sealed override Type Model => typeof(T);

    internal sealed override IReadOnlyList<Alter>? Compare(DbObject before, DbObject after) => Diff((T)before, (T)after);

    internal sealed override IEnumerable<Step> Write(Change change, RenderContext context) =>
        change switch
        {
            Create c => Create((T)c.After, context),
            Drop d => Drop((T)d.Before, context),
            Rename r => Rename((T)r.Before, r.To, context),
            Alter a => Alter(a, context),
            _ => throw new UnreachableException(),
        };

    internal sealed override string? Inline(DbObject part, RenderContext context) => Clause((T)part, context);

    internal sealed override IEnumerable<Step> Rest(DbObject part) => AfterClause((T)part);

    internal sealed override IEnumerable<Step>? WritePartRename(DbObject whole, ObjectId from, ObjectId to) =>
        RenamePart((T)whole, from, to);

    internal sealed override Keeping? WriteKeep(DbObject gone, KeepContext context) => Keep((T)gone, context);

    internal sealed override Coded? Say(DbObject o, CodeContext context) => InCode((T)o, context);

    public virtual IReadOnlyList<Alter>? Diff(T before, T after) => null;

    public abstract IEnumerable<Step> Create(T added, RenderContext context);

    public abstract IEnumerable<Step> Drop(T removed, RenderContext context);

    public virtual IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        throw new UnreachableException($"{GetType().Name} declares {change.GetType().Name} and does not write it");

    public virtual IEnumerable<Step> Rename(T before, ObjectId to, RenderContext context) =>
        throw new UnreachableException($"{GetType().Name} cannot be renamed");

    /// <summary>
    /// Renames something inside the object that has an address but is no object itself (an enum's label); null when there is no such thing.
    /// </summary>
    public virtual IEnumerable<Step>? RenamePart(T whole, ObjectId from, ObjectId to) => null;

    /// <summary>
    /// The text that creates this part inside its owner's CREATE statement; asked only where <see cref="ObjectKind.Folds"/>.
    /// </summary>
    public virtual string? Clause(T part, RenderContext context) => null;

    /// <summary>What the clause could not say of the part, as statements that follow its owner's CREATE.</summary>
    public virtual IEnumerable<Step> AfterClause(T part) => [];

    /// <summary>How the object is kept aside instead of being dropped with what it holds; null where there is no way.</summary>
    public virtual Keeping? Keep(T gone, KeepContext context) => null;

    /// <summary>The object as a schema in C# says it; null leaves it to SQL.</summary>
    public virtual Coded? InCode(T o, CodeContext context) => null;
}

/// <summary>The slices of one dialect: the one place where they are listed.</summary>
public sealed class KindSet(params IEnumerable<ObjectKind> kinds)
{
    private readonly Dictionary<Type, ObjectKind> _byModel = kinds.ToDictionary(k => k.Model);

    public IEnumerable<ObjectKind> All => _byModel.Values.OrderBy(k => k.Rank);

    public ObjectKind For(DbObject o) => _byModel[o.GetType()];
}
