namespace Strata.Schema;

/// <summary>Anything a schema declares beside tables and columns.</summary>
public abstract class Definition
{
    internal Definition(SourceLine source) => Source = source;

    internal SourceLine Source { get; }
    internal Dialect? Only { get; set; }
    internal string? GivenName { get; set; }
    internal string? CommentText { get; set; }
    internal string? OldName { get; set; }

    /// <summary>The name in the database; empty until the schema is bound.</summary>
    internal string BoundName { get; set; } = "";

    internal bool IsOn(Dialect dialect) => Only is null || Only == dialect;
}

/// <summary>What every declaration can say of itself.</summary>
public abstract class Definition<TSelf> : Definition
    where TSelf : Definition<TSelf>
{
    internal Definition(SourceLine source)
        : base(source) { }

    private protected TSelf Self => (TSelf)this;

    /// <summary>Declared on this dialect only; left out on the other.</summary>
    public TSelf OnlyOn(Dialect dialect)
    {
        Only = dialect;
        return Self;
    }

    /// <summary>COMMENT ON (PostgreSQL); SQLite keeps no comments and is sent none.</summary>
    public TSelf Comment(string text)
    {
        CommentText = text;
        return Self;
    }
}

/// <summary>Part of a table: a constraint, an index, a policy, a trigger.</summary>
public abstract class TablePart<TSelf> : Definition<TSelf>
    where TSelf : TablePart<TSelf>
{
    internal TablePart(SourceLine source)
        : base(source) { }

    /// <summary>The name in the database; the naming convention gives one otherwise.</summary>
    public TSelf Named(string name)
    {
        GivenName = name;
        return Self;
    }

    /// <summary>The former name, as the database spells it.</summary>
    public TSelf RenamedFrom(string name)
    {
        OldName = name;
        return Self;
    }
}

/// <summary>An object with a name of its own in a schema: a view, a function, a sequence. It can stand in interpolated SQL.</summary>
public abstract class SchemaObject : Definition
{
    internal SchemaObject(string name, string? schema, SourceLine source)
        : base(source)
    {
        GivenName = name;
        SchemaName = schema;
    }

    internal string Name => GivenName!;
    internal string? SchemaName { get; set; }
    internal string? OldSchema { get; set; }
}

/// <summary>What every named object can say of itself.</summary>
public abstract class SchemaObject<TSelf> : SchemaObject
    where TSelf : SchemaObject<TSelf>
{
    internal SchemaObject(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }

    private protected TSelf Self => (TSelf)(SchemaObject)this;

    /// <summary>The former name, as the database spells it.</summary>
    /// <param name="name">The old name.</param>
    /// <param name="schema">The old schema, when that changed too.</param>
    public TSelf RenamedFrom(string name, string? schema = null)
    {
        OldName = name;
        OldSchema = schema;
        return Self;
    }

    /// <inheritdoc cref="Definition{TSelf}.OnlyOn"/>
    public TSelf OnlyOn(Dialect dialect)
    {
        Only = dialect;
        return Self;
    }

    /// <inheritdoc cref="Definition{TSelf}.Comment"/>
    public TSelf Comment(string text)
    {
        CommentText = text;
        return Self;
    }
}
