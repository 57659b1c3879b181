using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>
/// One vertical slice: the reading, comparing and writing of one kind of object. Everything else is blind to kinds. A kind declares a facet
/// for each further ability.
/// </summary>
public abstract class ObjectKind
{
    public abstract Type Model { get; }

    /// <summary>Breaks ties in the plan's order: lower first.</summary>
    public abstract int Rank { get; }

    /// <summary>The section of the snapshot its objects are written in.</summary>
    public abstract string Section { get; }

    /// <summary>The source-generated serializer of its objects: a context in the kind's own folder.</summary>
    public abstract IJsonTypeInfoResolver Json { get; }

    /// <summary>
    /// Its names in a rule of "ignore"; where there are several, each is a type in the addresses of its objects. Empty where they cannot be
    /// left alone.
    /// </summary>
    public virtual IReadOnlyList<string> Nouns => [];

    /// <summary>The renaming of its objects; null where they cannot be renamed.</summary>
    public virtual RenameFacet? Rename => null;

    /// <summary>The writing of its objects inside their owner's CREATE statement; null where each has a statement of its own.</summary>
    public virtual FoldFacet? Fold => null;

    /// <summary>The retention of its objects; null where they are dropped with all they hold.</summary>
    public virtual RetentionFacet? Retention => null;

    /// <summary>The replacement of its objects with their rows; null where an object that cannot be altered stays as it is.</summary>
    public virtual ReplacementFacet? Replacement => null;

    /// <summary>The writing of its objects in C#; null leaves them to SQL.</summary>
    public virtual CSharpFacet? InCSharp => null;

    /// <summary>Objects of this kind that changes imply; null where they imply none.</summary>
    public virtual ImpliedObjectsFacet? ImpliedObjects => null;

    /// <summary>The one of <see cref="Nouns"/> for an object; null for none.</summary>
    public string? Noun(DbObject o) => Nouns is [var only] ? only : Nouns.FirstOrDefault(n => n == o.Id.Type);

    /// <summary>
    /// An object as the statements that would make it, for a person to read: those of its owner's creation that are its own, where it is a
    /// part.
    /// </summary>
    public IEnumerable<string> Describe(DbObject o)
    {
        var catalog = new Catalog([o], []);
        var context = new RenderContext(catalog, catalog);
        return Fold is { } fold && fold.Folds(o) && fold.Clause(o, context) is { } clause
            ? [clause, .. fold.AfterClause(o).Select(s => s.Sql)]
            : Write(new Create(o), context).Select(s => s.Sql);
    }

    /// <summary>The alterations that turn one into the other, or null when only dropping and creating will do.</summary>
    internal abstract IReadOnlyList<Alter>? Compare(DbObject before, DbObject after);

    internal abstract IEnumerable<Step> Write(Change change, RenderContext context);
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
            Rename r => (Rename ?? throw new UnreachableException($"{GetType().Name} cannot be renamed")).Write(r.Before, r.To, context),
            Alter a => Alter(a, context),
            _ => throw new UnreachableException(),
        };

    public virtual IReadOnlyList<Alter>? Diff(T before, T after) => null;

    public abstract IEnumerable<Step> Create(T added, RenderContext context);

    public abstract IEnumerable<Step> Drop(T removed, RenderContext context);

    public virtual IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        throw new UnreachableException($"{GetType().Name} declares {change.GetType().Name} and does not write it");
}
