namespace Strata.Schema;

/// <summary>
/// A unique constraint (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS,
/// https://www.sqlite.org/lang_createtable.html#unique_constraints).
/// </summary>
public sealed class UniqueDefinition : KeyDefinition<UniqueDefinition>
{
    internal UniqueDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(columns, source) { }

    internal bool TreatsNullsAsEqual { get; private set; }

    /// <summary>
    /// Treats two nulls as equal (PostgreSQL 15: https://www.postgresql.org/docs/current/sql-createtable.html). PostgreSQL only.
    /// </summary>
    public UniqueDefinition NullsNotDistinct()
    {
        TreatsNullsAsEqual = true;
        return this;
    }
}
