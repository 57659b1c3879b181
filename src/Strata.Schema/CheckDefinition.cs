namespace Strata.Schema;

/// <summary>
/// A check constraint (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS,
/// https://www.sqlite.org/lang_createtable.html#check_constraints).
/// </summary>
public sealed class CheckDefinition : TablePart<CheckDefinition>
{
    internal CheckDefinition(string? name, Sql condition, SourceLine source)
        : base(source)
    {
        GivenName = name;
        Condition = condition;
    }

    internal Sql Condition { get; }

    /// <summary>The column that declares the check; it is part of the conventional name.</summary>
    internal Column? Column { get; init; }
    internal bool IsNotValid { get; private set; }
    internal bool IsNotInherited { get; private set; }

    /// <summary>
    /// Does not check existing rows (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT).
    /// PostgreSQL only.
    /// </summary>
    public CheckDefinition NotValid()
    {
        IsNotValid = true;
        return this;
    }

    /// <summary>Leaves out tables that inherit (https://www.postgresql.org/docs/current/ddl-inherit.html). PostgreSQL only.</summary>
    public CheckDefinition NoInherit()
    {
        IsNotInherited = true;
        return this;
    }
}
