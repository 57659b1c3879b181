namespace Strata.Core.Record;

/// <summary>The treatment of a migration that stands before one that the database has applied, and was not run.</summary>
public enum OutOfOrder
{
    /// <summary>Nothing is run.</summary>
    Error,

    /// <summary>It is run, and reported as out of order.</summary>
    Apply,
}
