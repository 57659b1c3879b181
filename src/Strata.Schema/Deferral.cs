namespace Strata.Schema;

/// <summary>The time at which a constraint is checked (https://www.postgresql.org/docs/current/sql-set-constraints.html).</summary>
internal enum Deferral
{
    /// <summary>Not deferrable.</summary>
    None,

    /// <summary>Deferrable, and checked at once unless a transaction defers it.</summary>
    Immediate,

    /// <summary>Checked at the end of the transaction.</summary>
    Deferred,
}
