using System.Reflection;

namespace Strata.Schema.Binding;

/// <param name="Member">The C# name.</param>
/// <param name="Text">The text in the database.</param>
/// <param name="OldText">The former text; null where it never changed.</param>
internal sealed record EnumLabel(string Member, string Text, string? OldText);

/// <summary>The labels of an enum type by the naming convention and the attributes.</summary>
internal static class EnumLabels
{
    public static IReadOnlyList<EnumLabel> Of(MappedEnum type, NamingConvention naming) =>
        [.. type.Fields.Select(f => new EnumLabel(f.Name, Text(f, naming), f.GetCustomAttribute<RenamedFromAttribute>()?.Name))];

    private static string Text(FieldInfo member, NamingConvention naming) =>
        member.GetCustomAttribute<LabelAttribute>()?.Text ?? naming.Label(member.Name);
}
