namespace Strata.Schema;

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

/// <summary>The options that every named object has. Each method returns the object itself.</summary>
/// <typeparam name="TSelf">The type of the object.</typeparam>
public abstract class SchemaObject<TSelf> : SchemaObject
    where TSelf : SchemaObject<TSelf>
{
    internal SchemaObject(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }

    private protected TSelf Self => (TSelf)(SchemaObject)this;

    /// <summary>Sets the former name, as the database spells it. Without it a rename is a drop and a creation.</summary>
    /// <param name="name">The former name.</param>
    /// <param name="schema">The former schema; null where it is the present one.</param>
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
