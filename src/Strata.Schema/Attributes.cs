namespace Strata.Schema;

/// <summary>The name of a table or an enum type in the database, where the naming convention would give another.</summary>
/// <param name="name">The name in the database.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
public sealed class NamedAttribute(string name) : Attribute
{
    /// <summary>The name in the database.</summary>
    public string Name { get; } = name;
}

/// <summary>The schema of a table or an enum type; the database's default schema without the attribute. PostgreSQL only.</summary>
/// <param name="name">The schema's name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
public sealed class InSchemaAttribute(string name) : Attribute
{
    /// <summary>The schema's name.</summary>
    public string Name { get; } = name;
}

/// <summary>The former name of a table, an enum type or an enum label. Without it a rename is a drop and a creation.</summary>
/// <param name="name">The former name, as the database spells it.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum | AttributeTargets.Field)]
public sealed class RenamedFromAttribute(string name) : Attribute
{
    /// <summary>The former name, as the database spells it.</summary>
    public string Name { get; } = name;

    /// <summary>The former schema; null where it is the present one.</summary>
    public string? Schema { get; init; }
}

/// <summary>The text of an enum label, where the naming convention would give another.</summary>
/// <param name="text">The label.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class LabelAttribute(string text) : Attribute
{
    /// <summary>The label.</summary>
    public string Text { get; } = text;
}

/// <summary>The only dialect on which a table exists.</summary>
/// <param name="dialect">The dialect.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnlyOnAttribute(Dialect dialect) : Attribute
{
    /// <summary>The dialect.</summary>
    public Dialect Dialect { get; } = dialect;
}

/// <summary>
/// A comment on a table or an enum type (https://www.postgresql.org/docs/current/sql-comment.html). SQLite has no comments and ignores it.
/// </summary>
/// <param name="text">The comment.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
public sealed class CommentAttribute(string text) : Attribute
{
    /// <summary>The comment.</summary>
    public string Text { get; } = text;
}
