namespace Strata.Core.Record;

/// <summary>The treatment of a migration that stands before one that the database has applied, and was not run.</summary>
public enum OutOfOrder
{
    /// <summary>Runs nothing.</summary>
    Error,

    /// <summary>Runs it, and reports that it is out of order.</summary>
    Apply,
}
