namespace Strata.Schema;

/// <summary>The statements that a policy applies to (https://www.postgresql.org/docs/current/sql-createpolicy.html).</summary>
public enum PolicyCommand
{
    /// <summary>Every statement.</summary>
    All,

    /// <summary>SELECT, and the reading part of other statements.</summary>
    Select,

    /// <summary>INSERT, and the inserting part of MERGE.</summary>
    Insert,

    /// <summary>UPDATE, and the updating part of MERGE and of INSERT … ON CONFLICT.</summary>
    Update,

    /// <summary>DELETE, and the deleting part of MERGE.</summary>
    Delete,
}
