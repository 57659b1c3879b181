namespace Strata.Schema;

/// <summary>
/// A foreign key (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK,
/// https://www.sqlite.org/foreignkeys.html).
/// </summary>
public sealed class ForeignKeyDefinition : TablePart<ForeignKeyDefinition>
{
    internal ForeignKeyDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(source) => Columns = columns;

    internal IReadOnlyList<ColumnRef> Columns { get; }
    internal Type? Target { get; private set; }
    internal IReadOnlyList<Func<Table, Column>> TargetColumns { get; private set; } = [];
    internal ReferentialAction DeleteAction { get; private set; }
    internal IReadOnlyList<ColumnRef> DeleteColumns { get; private set; } = [];
    internal ReferentialAction UpdateAction { get; private set; }
    internal bool IsMatchFull { get; private set; }
    internal bool IsNotValid { get; private set; }
    internal Deferral Deferral { get; private set; }

    /// <summary>Sets the referenced table and columns; without columns its primary key.</summary>
    /// <typeparam name="T">The referenced table.</typeparam>
    /// <param name="columns">The referenced columns, in the order of the foreign key's own. They are a primary key or unique.</param>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public ForeignKeyDefinition References<T>(params Func<T, Column>[] columns)
        where T : Table
    {
        Target = typeof(T);
        TargetColumns = [.. columns.Select(c => (Func<Table, Column>)(t => c((T)t)))];
        return this;
    }

    /// <summary>Sets the action when the referenced row is deleted.</summary>
    /// <param name="action">The action.</param>
    /// <param name="columns">
    /// The columns that SET NULL and SET DEFAULT change; all of the key without a list
    /// (PostgreSQL 15: https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES). PostgreSQL only.
    /// </param>
    public ForeignKeyDefinition OnDelete(ReferentialAction action, params ColumnRef[] columns)
    {
        DeleteAction = action;
        DeleteColumns = columns;
        return this;
    }

    /// <summary>Sets the action when the referenced key is updated.</summary>
    public ForeignKeyDefinition OnUpdate(ReferentialAction action)
    {
        UpdateAction = action;
        return this;
    }

    /// <summary>
    /// Requires that all columns of the key are null or none is
    /// (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES). PostgreSQL only.
    /// </summary>
    public ForeignKeyDefinition MatchFull()
    {
        IsMatchFull = true;
        return this;
    }

    /// <summary>
    /// Does not check existing rows (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT).
    /// PostgreSQL only.
    /// </summary>
    public ForeignKeyDefinition NotValid()
    {
        IsNotValid = true;
        return this;
    }

    /// <summary>
    /// Checks the key at once, unless a transaction defers it (https://www.postgresql.org/docs/current/sql-set-constraints.html,
    /// https://www.sqlite.org/foreignkeys.html#fk_deferred).
    /// </summary>
    public ForeignKeyDefinition Deferrable()
    {
        Deferral = Deferral.Immediate;
        return this;
    }

    /// <summary>
    /// Checks the key at the end of the transaction (https://www.postgresql.org/docs/current/sql-set-constraints.html,
    /// https://www.sqlite.org/foreignkeys.html#fk_deferred).
    /// </summary>
    public ForeignKeyDefinition DeferrableInitiallyDeferred()
    {
        Deferral = Deferral.Deferred;
        return this;
    }
}
