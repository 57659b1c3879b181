namespace Strata.Core.Model;

/// <summary>A closed set: create, drop, rename and, under <see cref="Alter"/>, what each kind's slice declares.</summary>
public abstract record Change(ObjectId Subject)
{
    /// <summary>The object that the change is about: as it will be where it is created or altered, else as it was.</summary>
    public abstract DbObject Object { get; }
}

public sealed record Create(DbObject After) : Change(After.Id)
{
    /// <inheritdoc/>
    public override DbObject Object => After;
}

public sealed record Drop(DbObject Before) : Change(Before.Id)
{
    /// <inheritdoc/>
    public override DbObject Object => Before;
}

/// <summary>The object keeps its rows and its dependents and takes another name. <see cref="Change.Subject"/> is the new address.</summary>
public sealed record Rename(DbObject Before, ObjectId To) : Change(To)
{
    /// <inheritdoc/>
    public override DbObject Object => Before;
}

public abstract record Alter(DbObject Before, DbObject After) : Change(After.Id)
{
    /// <inheritdoc/>
    public sealed override DbObject Object => After;

    /// <summary>
    /// The object after this alteration alone. Applied one after the other, the alterations of a change must give <see cref="After"/>.
    /// </summary>
    public abstract DbObject Apply(DbObject before);

    /// <summary>Its effects on other objects.</summary>
    internal virtual AlterEffect Effect => AlterEffect.None;
}

/// <summary>The user's word that an object is not a new one but one that had another name before.</summary>
public readonly record struct RenameHint(ObjectId From, ObjectId To);
