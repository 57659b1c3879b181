namespace Strata.Core.Model;

/// <summary>One database object as the catalog describes it. Equality is what the diff means by "unchanged".</summary>
public abstract record DbObject(ObjectId Id)
{
    /// <summary>The relation whose rows this object is about, if any: an index's or constraint's table.</summary>
    public virtual ObjectId? Relation => null;

    /// <summary>The object this one is a part of: it comes to be after it, and goes away with it without a statement of its own.</summary>
    public virtual ObjectId? Owner => null;

    /// <summary>
    /// The schema it lives in, by which it is managed or left alone; null for what belongs to the whole database. A part is where its owner
    /// is.
    /// </summary>
    public virtual string? Schema => Id.Names[0];

    /// <summary>The object whose drop takes this one along: its owner, or the column that owns a sequence.</summary>
    public virtual ObjectId? DroppedWith => Owner;

    /// <summary>What it needs besides what the server's dependency graph says.</summary>
    public virtual IEnumerable<ObjectId> Needs => [];

    /// <summary>
    /// When its owner is moved out of sight it does not go along, or would bind from there what stays: a foreign key. It is dropped then,
    /// and made again when the owner comes back.
    /// </summary>
    public virtual bool IsLeftBehind => false;

    /// <summary>Dropping it loses rows; the planner refuses to recreate such an object on its own.</summary>
    public virtual bool HoldsData => false;

    /// <summary>Names it takes up in the database besides its address: a table and a view may not share one.</summary>
    public virtual IEnumerable<string> Slots => [];

    /// <summary>
    /// Calls that others answer to as well, so that one who calls may mean either: better given up before they are taken, unless changes
    /// would
    /// wait for each other by it.
    /// </summary>
    public virtual IEnumerable<string> Contested => [];

    /// <summary>Another object whose changes the server repeats on this one: a partition's column follows its parent's.</summary>
    public virtual Following? Follows => null;

    /// <summary>Set on the bond between two relations: the first's locks are taken on the second as well.</summary>
    public virtual (ObjectId From, ObjectId To)? ReachOfLocks => null;

    /// <summary>When one of these is created, the server creates this object with it.</summary>
    public virtual ObjectId? ImpliedBy => null;

    /// <summary>
    /// No statement undoes it by itself: while what it is <see cref="ImpliedBy"/> stays, these go with it, and come again where they are
    /// wanted.
    /// </summary>
    public virtual IEnumerable<ObjectId> UndoneWith => [];

    /// <summary>The object that is whole only with this one: what needs it waits for both.</summary>
    public virtual ObjectId? Completes => null;

    /// <summary>
    /// Two parts of one owner that have the same are taken for one where one statement makes both: a primary key and a unique constraint on
    /// the same columns.
    /// </summary>
    public virtual string? MergesWith => null;

    /// <summary>It names objects that the server's dependency graph does not know: a function's body.</summary>
    public virtual bool IsOpaque => false;

    /// <summary>Making it runs what it is made of: a materialized view's query.</summary>
    public virtual bool IsFilledWhenMade => false;

    /// <summary>As it is addressed after the objects it names have got other names.</summary>
    public virtual DbObject Readdressed(Func<ObjectId, ObjectId> renamed) => this;

    /// <summary>A change of a column's type takes it along: the server rebuilds it itself.</summary>
    public virtual bool RebuiltWithColumn => false;

    /// <summary>Two objects of one type and owner with the same likeness may be one that was renamed.</summary>
    public virtual string Likeness => "";

    /// <summary>What is inside it and has an address, but is no object itself: an enum's labels.</summary>
    public virtual IEnumerable<ObjectId> Parts => [];

    public bool HasPart(ObjectId part) => Parts.Contains(part);

    /// <summary>Where it stands among its siblings, when that shows: a column's place in its table.</summary>
    public virtual int Position => 0;
}

/// <summary>A number that any other number equals: it is carried, but never a difference.</summary>
public readonly record struct Ordinal(int Value) : ICarried
{
    bool ICarried.IsSet => true;

    public bool Equals(Ordinal other) => true;

    public override int GetHashCode() => 0;
}

/// <summary><paramref name="From"/> needs <paramref name="To"/>.</summary>
public readonly record struct Dependency(ObjectId From, ObjectId To);

/// <summary>
/// The server repeats on the holder what happens to <paramref name="Leader"/>, as long as <paramref name="While"/> exists.
/// </summary>
/// <param name="DropOnly">It repeats drops alone.</param>
public sealed record Following(ObjectId Leader, ObjectId While, bool DropOnly = false);

/// <summary>A value that is carried along and never a difference by itself.</summary>
public readonly record struct Carried<T>(T Value) : ICarried
{
    bool ICarried.IsSet => !EqualityComparer<T>.Default.Equals(Value, default);

    public bool Equals(Carried<T> other) => true;

    public override int GetHashCode() => 0;
}

/// <summary>Because it equals everything, it must say itself whether it holds something worth writing down.</summary>
public interface ICarried
{
    bool IsSet { get; }
}
