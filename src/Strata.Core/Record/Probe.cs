namespace Strata.Core.Record;

/// <summary>The catalog's answer about a statement's effect.</summary>
public enum Probe
{
    /// <summary>The catalog does not tell; repeating the statement is harmless.</summary>
    Repeatable,
    Absent,
    Done,

    /// <summary>The statement left an invalid object: an index that no query uses.</summary>
    Invalid,

    /// <summary>The statement is half done, and the object is still there: a drop or a detachment that has to be completed.</summary>
    Begun,

    /// <summary>Another object has the name.</summary>
    Different,

    /// <summary>The catalog does not tell, and repeating the statement may do harm.</summary>
    Unknown,
}
