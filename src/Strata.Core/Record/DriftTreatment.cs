namespace Strata.Core.Record;

/// <summary>The treatment of changes that somebody made by hand in a database whose migrations were verified.</summary>
public enum DriftTreatment
{
    /// <summary>Names them, and fails: what is pending is run before.</summary>
    Error,

    /// <summary>Names them.</summary>
    Warn,

    /// <summary>Does not look for them.</summary>
    Ignore,
}
