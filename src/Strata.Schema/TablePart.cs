namespace Strata.Schema;

/// <summary>A part of a table: a constraint, an index, a policy, a trigger, a partition.</summary>
/// <typeparam name="TSelf">The type of the part.</typeparam>
public abstract class TablePart<TSelf> : Definition<TSelf>
    where TSelf : TablePart<TSelf>
{
    internal TablePart(SourceLine source)
        : base(source) { }

    /// <summary>Sets the name in the database, where the naming convention would give another.</summary>
    public TSelf Named(string name)
    {
        GivenName = name;
        return Self;
    }

    /// <summary>Sets the former name, as the database spells it. Without it a rename is a drop and a creation.</summary>
    public TSelf RenamedFrom(string name)
    {
        OldName = name;
        return Self;
    }
}
