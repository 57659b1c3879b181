namespace Strata.Schema;

/// <content>Constraints of one column, and the column as an index key.</content>
public sealed partial class Column
{
    /// <summary>
    /// Makes the column the primary key (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS,
    /// https://www.sqlite.org/lang_createtable.html#the_primary_key).
    /// </summary>
    /// <param name="name">The constraint's name, where the naming convention would give another.</param>
    public Column PrimaryKey(string? name = null)
    {
        Inline.Add(new PrimaryKeyDefinition([this], Source) { GivenName = name });
        return this;
    }

    /// <summary>
    /// Forbids two rows with the same value
    /// (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS).
    /// </summary>
    /// <param name="name">The constraint's name, where the naming convention would give another.</param>
    /// <param name="nullsNotDistinct">Two nulls are equal (PostgreSQL 15). PostgreSQL only.</param>
    public Column Unique(string? name = null, bool nullsNotDistinct = false)
    {
        var unique = new UniqueDefinition([this], Source) { GivenName = name };
        Inline.Add(nullsNotDistinct ? unique.NullsNotDistinct() : unique);
        return this;
    }

    /// <summary>
    /// Adds a condition on the value: <c>Integer().Check(c => $"{c} > 0")</c>
    /// (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS).
    /// </summary>
    /// <param name="condition">Writes the condition, given the column.</param>
    /// <param name="name">The constraint's name, where the naming convention would give another.</param>
    /// <exception cref="ArgumentNullException">The condition is null.</exception>
    public Column Check(Func<Column, Sql> condition, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Inline.Add(new CheckDefinition(name, condition(this), Source) { Column = this });
        return this;
    }

    /// <summary>
    /// Makes the column a foreign key (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK,
    /// https://www.sqlite.org/foreignkeys.html).
    /// </summary>
    /// <typeparam name="T">The referenced table.</typeparam>
    /// <param name="column">The referenced column, which is a primary key or unique.</param>
    /// <param name="onDelete">The action when the referenced row is deleted.</param>
    /// <param name="onUpdate">The action when the referenced key is updated.</param>
    /// <param name="name">The constraint's name, where the naming convention would give another.</param>
    /// <param name="configure">Sets further options: <c>f => f.DeferrableInitiallyDeferred()</c>.</param>
    public Column References<T>(
        Func<T, Column> column,
        ReferentialAction onDelete = ReferentialAction.NoAction,
        ReferentialAction onUpdate = ReferentialAction.NoAction,
        string? name = null,
        Action<ForeignKeyDefinition>? configure = null
    )
        where T : Table
    {
        var key = new ForeignKeyDefinition([this], Source) { GivenName = name };
        key.References(column).OnDelete(onDelete).OnUpdate(onUpdate);
        configure?.Invoke(key);
        Inline.Add(key);
        return this;
    }

    /// <summary>Makes an index key with the smallest value first.</summary>
    /// <seealso cref="IndexPart.Ascending"/>
    public IndexPart Ascending() => ((IndexPart)this).Ascending();

    /// <summary>Makes an index key with the greatest value first.</summary>
    /// <seealso cref="IndexPart.Descending"/>
    public IndexPart Descending() => ((IndexPart)this).Descending();

    /// <summary>Makes an index key with nulls first. PostgreSQL only.</summary>
    /// <seealso cref="IndexPart.NullsFirst"/>
    public IndexPart NullsFirst() => ((IndexPart)this).NullsFirst();

    /// <summary>Makes an index key with nulls last. PostgreSQL only.</summary>
    /// <seealso cref="IndexPart.NullsLast"/>
    public IndexPart NullsLast() => ((IndexPart)this).NullsLast();

    /// <summary>Makes an index key with an operator class: <c>Title.OperatorClass("gin_trgm_ops")</c>. PostgreSQL only.</summary>
    /// <seealso cref="IndexPart.OperatorClass"/>
    public IndexPart OperatorClass(string name, params (string Key, string Value)[] options) =>
        ((IndexPart)this).OperatorClass(name, options);

    /// <summary>Makes a key of an exclusion constraint with the operator that no two rows may satisfy. PostgreSQL only.</summary>
    /// <seealso cref="IndexPart.With"/>
    public IndexPart With(string @operator) => ((IndexPart)this).With(@operator);
}
