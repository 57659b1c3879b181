namespace Strata.Schema;

/// <content>Constraints of one column.</content>
public sealed partial class Column
{
    /// <summary>The table's primary key.</summary>
    /// <param name="name">The constraint's name; the naming convention gives one otherwise.</param>
    public Column PrimaryKey(string? name = null)
    {
        Inline.Add(new PrimaryKeyDefinition([this], Source) { GivenName = name });
        return this;
    }

    /// <summary>No two rows have the same value.</summary>
    /// <param name="name">The constraint's name; the naming convention gives one otherwise.</param>
    /// <param name="nullsNotDistinct">At most one row may be empty (PostgreSQL 15).</param>
    public Column Unique(string? name = null, bool nullsNotDistinct = false)
    {
        var unique = new UniqueDefinition([this], Source) { GivenName = name };
        Inline.Add(nullsNotDistinct ? unique.NullsNotDistinct() : unique);
        return this;
    }

    /// <summary>A condition on the value: <c>Integer().Check(c => $"{c} > 0")</c>.</summary>
    /// <param name="condition">Given the column itself.</param>
    /// <param name="name">The constraint's name; the naming convention gives one otherwise.</param>
    public Column Check(Func<Column, Sql> condition, string? name = null)
    {
        Inline.Add(new CheckDefinition(name, condition(this), Source) { Column = this });
        return this;
    }

    /// <summary>
    /// The value is a key of another table (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK).
    /// </summary>
    /// <param name="column">The referenced column; it needs a primary key or a unique constraint.</param>
    /// <param name="onDelete">What happens here when the referenced row goes.</param>
    /// <param name="onUpdate">What happens here when its key changes.</param>
    /// <param name="name">The constraint's name; the naming convention gives one otherwise.</param>
    /// <param name="configure">Anything else a foreign key can be: <c>f => f.DeferrableInitiallyDeferred()</c>.</param>
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

    /// <summary>As an index key, smallest first.</summary>
    public IndexPart Ascending() => ((IndexPart)this).Ascending();

    /// <summary>As an index key, greatest first.</summary>
    public IndexPart Descending() => ((IndexPart)this).Descending();

    /// <summary>As an index key, empty values first.</summary>
    public IndexPart NullsFirst() => ((IndexPart)this).NullsFirst();

    /// <summary>As an index key, empty values last.</summary>
    public IndexPart NullsLast() => ((IndexPart)this).NullsLast();

    /// <summary>As an index key compared by an operator class: <c>Title.OperatorClass("gin_trgm_ops")</c>.</summary>
    public IndexPart OperatorClass(string name, params (string Key, string Value)[] options) =>
        ((IndexPart)this).OperatorClass(name, options);

    /// <summary>In an exclusion constraint, the operator no two rows may satisfy.</summary>
    public IndexPart With(string @operator) => ((IndexPart)this).With(@operator);
}
