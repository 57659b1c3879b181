namespace Strata.Core.Model;

/// <summary>One database object as the catalog describes it. Equality is what the diff means by "unchanged".</summary>
public abstract record DbObject(ObjectId Id)
{
    /// <summary>The relation whose rows this object is about, if any: an index's or constraint's table.</summary>
    public virtual ObjectId? Relation => null;

    /// <summary>The object this one is a part of: it comes to be after it, and goes away with it without a statement of its own.</summary>
    public virtual ObjectId? Owner => null;

    /// <summary>Dropping it loses rows; the planner refuses to recreate such an object on its own.</summary>
    public virtual bool HoldsData => false;

    /// <summary>Where it stands among its siblings, when that shows: a column's place in its table.</summary>
    public virtual int Position => 0;
}

/// <summary>A number that any other number equals: it is carried, but never a difference.</summary>
public readonly record struct Ordinal(int Value)
{
    public bool Equals(Ordinal other) => true;
    public override int GetHashCode() => 0;
}

/// <summary><paramref name="From"/> needs <paramref name="To"/>.</summary>
public readonly record struct Dependency(ObjectId From, ObjectId To);
