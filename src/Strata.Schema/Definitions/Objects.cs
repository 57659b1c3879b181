namespace Strata.Schema;

/// <summary>A schema (https://www.postgresql.org/docs/current/ddl-schemas.html). PostgreSQL only.</summary>
public sealed class SchemaDefinition : SchemaObject<SchemaDefinition>
{
    internal SchemaDefinition(string name, SourceLine source)
        : base(name, null, source) { }

    internal string? OwnerName { get; private set; }

    /// <summary>The role that owns it.</summary>
    public SchemaDefinition Owner(string role)
    {
        OwnerName = role;
        return this;
    }
}

/// <summary>
/// An extension (https://www.postgresql.org/docs/current/sql-createextension.html). Left out on SQLite, so that one file can serve both.
/// </summary>
public sealed class ExtensionDefinition : SchemaObject<ExtensionDefinition>
{
    internal ExtensionDefinition(string name, string? schema, string? version, SourceLine source)
        : base(name, schema, source) => Version = version;

    internal string? Version { get; }
}

/// <summary>A sequence (https://www.postgresql.org/docs/current/sql-createsequence.html). PostgreSQL only.</summary>
public sealed class SequenceDefinition : SchemaObject<SequenceDefinition>
{
    internal SequenceDefinition(string name, string? schema, Action<SequenceOptions>? options, SourceLine source)
        : base(name, schema, source)
    {
        Options = new SequenceOptions();
        options?.Invoke(Options);
    }

    internal SequenceOptions Options { get; }
    internal string? TypeName { get; private set; }
    internal bool IsUnlogged { get; private set; }
    internal (Type Table, Func<Table, Column> Column)? OwnerColumn { get; private set; }

    /// <summary>smallint, integer or bigint.</summary>
    public SequenceDefinition As(string type)
    {
        TypeName = type;
        return this;
    }

    /// <summary>PostgreSQL 15.</summary>
    public SequenceDefinition Unlogged()
    {
        IsUnlogged = true;
        return this;
    }

    /// <summary>Dropped with the column.</summary>
    public SequenceDefinition OwnedBy<T>(Func<T, Column> column)
        where T : Table
    {
        OwnerColumn = (typeof(T), t => column((T)t));
        return this;
    }
}

/// <summary>A domain: a type with conditions (https://www.postgresql.org/docs/current/sql-createdomain.html). PostgreSQL only.</summary>
public sealed class DomainDefinition : SchemaObject<DomainDefinition>
{
    internal DomainDefinition(string name, string? schema, Column type, SourceLine source)
        : base(name, schema, source) => Type = type;

    /// <summary>Type, default and collation.</summary>
    internal Column Type { get; }
    internal bool IsNotNull { get; private set; }
    internal List<(string? Name, Sql Condition)> Checks { get; } = [];

    /// <summary>No column of the domain can be empty, not even one that says Nullable().</summary>
    public DomainDefinition NotNull()
    {
        IsNotNull = true;
        return this;
    }

    /// <summary>A condition on VALUE.</summary>
    public DomainDefinition Check(Sql condition, string? name = null)
    {
        Checks.Add((name, condition));
        return this;
    }
}

/// <summary>COMMENT ON something that has no class here.</summary>
internal sealed class CommentDefinition(Sql target, string text, SourceLine source) : Definition(source)
{
    public Sql Target { get; } = target;
    public string Text { get; } = text;
}

/// <summary>SQL files taken as they are.</summary>
internal sealed class SqlFilesDefinition(string pattern, SourceLine source) : Definition(source)
{
    public string Pattern { get; } = pattern;
}

/// <summary>An enum type named although no column uses it.</summary>
internal sealed class EnumDefinition(Types.EnumType type) : Definition(type.Source)
{
    public Types.EnumType Type { get; } = type;
}
