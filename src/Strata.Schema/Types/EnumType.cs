using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Schema.Types;

/// <summary>A C# enum, read once: its labels in the order they are written.</summary>
internal sealed class EnumType
{
    private EnumType(Type type, IReadOnlyList<FieldInfo> fields, SourceLine source)
    {
        Type = type;
        Source = source;
        Fields = fields;
    }

    public Type Type { get; }
    public SourceLine Source { get; }

    /// <summary>One for each label; the number behind a member plays no part.</summary>
    public IReadOnlyList<FieldInfo> Fields { get; }

    public string? GivenName => Type.GetCustomAttribute<NamedAttribute>()?.Name;
    public string? SchemaName => Type.GetCustomAttribute<InSchemaAttribute>()?.Name;
    public string? CommentText => Type.GetCustomAttribute<CommentAttribute>()?.Text;
    public RenamedFromAttribute? Renamed => Type.GetCustomAttribute<RenamedFromAttribute>();

    /// <exception cref="SchemaException">The enum has no members, or two members with one value.</exception>
    public static EnumType Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type type, SourceLine source)
    {
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(f => f.MetadataToken).ToList();
        if (fields.Count == 0)
        {
            throw new SchemaException($"enum {type.Name} has no members, so no value could ever be stored; add at least one", source);
        }

        var twins = fields.GroupBy(f => f.GetRawConstantValue()).FirstOrDefault(g => g.Count() > 1);
        if (twins is not null)
        {
            var names = string.Join(" and ", twins.Select(f => f.Name));
            throw new SchemaException(
                $"enum {type.Name}: {names} have the same value {twins.Key}, so C# cannot tell them apart; give each its own value",
                source
            );
        }

        return new EnumType(type, fields, source);
    }
}
