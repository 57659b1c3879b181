using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Schema;

/// <summary>A C# enum that becomes an enum type of the database, with its labels in the order of their declaration.</summary>
internal sealed class MappedEnum
{
    private MappedEnum(Type type, IReadOnlyList<FieldInfo> fields, SourceLine source)
    {
        Type = type;
        Source = source;
        Fields = fields;
    }

    public Type Type { get; }
    public SourceLine Source { get; }

    /// <summary>One field for each label; the number of a member has no meaning.</summary>
    public IReadOnlyList<FieldInfo> Fields { get; }

    public string? GivenName => Type.GetCustomAttribute<NamedAttribute>()?.Name;
    public string? SchemaName => Type.GetCustomAttribute<InSchemaAttribute>()?.Name;
    public string? CommentText => Type.GetCustomAttribute<CommentAttribute>()?.Text;
    public RenamedFromAttribute? Renamed => Type.GetCustomAttribute<RenamedFromAttribute>();

    /// <exception cref="SchemaException">The enum has no members, or two members with one value.</exception>
    public static MappedEnum Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type type, SourceLine source)
    {
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(f => f.MetadataToken).ToList();
        if (fields.Count == 0)
            throw new SchemaException($"enum {type.Name} has no members; add at least one", source);

        // C# cannot distinguish members of one value, so a default or a literal could get the wrong label.
        var equal = fields.GroupBy(f => f.GetRawConstantValue()).FirstOrDefault(g => g.Count() > 1);
        if (equal is not null)
        {
            throw new SchemaException(
                $"enum {type.Name}: {string.Join(" and ", equal.Select(f => f.Name))} have the same value {equal.Key}",
                source
            );
        }

        return new MappedEnum(type, fields, source);
    }
}
