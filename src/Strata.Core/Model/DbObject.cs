namespace Strata.Core.Model;

/// <summary>One database object as the catalog describes it. Equality is the diff's "unchanged".</summary>
/// <remarks>
/// System.Text.Json writes read-only collections, so the five below are part of snapshots and of fingerprints, in the order of their
/// declarations: see ADR 11.
/// </remarks>
public abstract record DbObject(ObjectId Id)
{
    /// <summary>The relation whose rows this object is about, if any: an index's or constraint's table.</summary>
    public virtual ObjectId? Relation => null;

    /// <summary>The object this one is a part of: it comes to be after it, and goes away with it without a statement of its own.</summary>
    public virtual ObjectId? Owner => null;

    /// <summary>
    /// The schema it lives in, by which it is managed or left alone; null for an object of the whole database. A part is where its owner
    /// is.
    /// </summary>
    public virtual string? Schema => Id.Names[0];

    /// <summary>The object whose drop takes this one along: its owner, unless the server says otherwise.</summary>
    public virtual ObjectId? DroppedWith => Owner;

    /// <summary>Objects it needs in addition to those in the server's dependency graph.</summary>
    public virtual IEnumerable<ObjectId> Needs => [];

    /// <summary>Dropping it loses rows; the planner refuses to recreate such an object on its own.</summary>
    public virtual bool HoldsData => false;

    /// <summary>Names it takes up in the database in addition to its address, in namespaces that several types of objects share.</summary>
    public virtual IEnumerable<string> NameSlots => [];

    /// <summary>
    /// Calls or rows that other objects may claim too: better given up before they are taken, unless changes would wait for each other by
    /// it.
    /// </summary>
    public virtual IEnumerable<string> CallConflicts => [];

    /// <summary>
    /// Objects without which no statement undoes this one: while the object it is implied by stays, they are dropped with it, and made
    /// again where they are wanted.
    /// </summary>
    public virtual IEnumerable<ObjectId> UndoneWith => [];

    /// <summary>Addresses inside it that are no objects themselves, such as labels.</summary>
    public virtual IEnumerable<ObjectId> InnerParts => [];

    /// <summary>A build that failed left it so: its own statements make another one, which is no difference of spelling.</summary>
    public virtual bool IsBroken => false;

    /// <summary>Its place among its siblings, where that shows; 0 where it does not.</summary>
    internal virtual int Position => 0;

    /// <summary>The constraints on the order of its changes that neither its dependencies nor its kind's rank tell.</summary>
    internal virtual OrderingFacet Ordering => OrderingFacet.Default;

    /// <summary>The object whose changes the server repeats on this one; null where there is none.</summary>
    internal virtual Following? Follows => null;

    /// <summary>The relation whose changes of rows run it; null where none do.</summary>
    public virtual ObjectId? FiresOn => null;

    /// <summary>Its definition, where that holds code which runs by a call or a change of rows; null where it holds none.</summary>
    public virtual string? Code => null;

    /// <summary>The effects of an object that is a bond between two others; null for any other object.</summary>
    internal virtual LinkFacet? Link => null;

    /// <summary>The object as it is addressed after the objects it names have got other names.</summary>
    internal virtual DbObject Readdressed(Func<ObjectId, ObjectId> renamed) => this;
}
