namespace Strata.Schema;

/// <summary>
/// The action on referencing rows when the referenced row is deleted or its key is updated
/// (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK, https://www.sqlite.org/foreignkeys.html#fk_actions).
/// </summary>
public enum ReferentialAction
{
    /// <summary>Refuses the change while referencing rows exist; the check can be deferred.</summary>
    NoAction,

    /// <summary>Refuses the change at once while referencing rows exist.</summary>
    Restrict,

    /// <summary>Deletes the referencing rows, or updates their columns.</summary>
    Cascade,

    /// <summary>Sets the referencing columns to null.</summary>
    SetNull,

    /// <summary>Sets the referencing columns to their defaults.</summary>
    SetDefault,
}
