namespace Strata.Schema;

/// <summary>The name in the database, where the naming convention would give another: a table, an enum type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
public sealed class NamedAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The schema a table or an enum type lives in; the database's default schema otherwise.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
public sealed class InSchemaAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The former name of a table, an enum type or an enum label, so that a rename is not taken for a drop and a creation.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum | AttributeTargets.Field)]
public sealed class RenamedFromAttribute(string name) : Attribute
{
    /// <summary>As the database spells it.</summary>
    public string Name { get; } = name;

    /// <summary>The former schema, when that changed too.</summary>
    public string? Schema { get; init; }
}

/// <summary>The text of an enum label, where the naming convention would give another.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class LabelAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>A table that exists on one dialect only.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnlyOnAttribute(Dialect dialect) : Attribute
{
    public Dialect Dialect { get; } = dialect;
}

/// <summary>A comment on a table or an enum type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
public sealed class CommentAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}
