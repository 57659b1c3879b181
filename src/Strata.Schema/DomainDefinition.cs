namespace Strata.Schema;

/// <summary>A domain: a type with conditions (https://www.postgresql.org/docs/current/sql-createdomain.html). PostgreSQL only.</summary>
public sealed class DomainDefinition : SchemaObject<DomainDefinition>
{
    internal DomainDefinition(string name, string? schema, Column type, SourceLine source)
        : base(name, schema, source) => Type = type;

    /// <summary>The type, the default and the collation.</summary>
    internal Column Type { get; }
    internal bool IsNotNull { get; private set; }
    internal List<(string? Name, Sql Condition)> Checks { get; } = [];

    /// <summary>Forbids null in every column of the domain, also in one that is Nullable().</summary>
    public DomainDefinition NotNull()
    {
        IsNotNull = true;
        return this;
    }

    /// <summary>Adds a condition on VALUE.</summary>
    /// <param name="condition">The condition: <c>$"value like '%@%'"</c>.</param>
    /// <param name="name">The constraint's name; PostgreSQL makes one by default.</param>
    public DomainDefinition Check(Sql condition, string? name = null)
    {
        Checks.Add((name, condition));
        return this;
    }
}
