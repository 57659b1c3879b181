using System.Reflection;

namespace Strata.Schema.Types;

/// <param name="Member">The C# name.</param>
/// <param name="Text">The text in the database.</param>
/// <param name="OldText">The former text; null when it never changed.</param>
internal sealed record EnumLabel(string Member, string Text, string? OldText);

internal static class EnumLabels
{
    public static IReadOnlyList<EnumLabel> Of(EnumType type, NamingConvention naming) =>
        [.. type.Fields.Select(f => new EnumLabel(f.Name, Text(f, naming), f.GetCustomAttribute<RenamedFromAttribute>()?.Name))];

    public static string Text(MemberInfo member, NamingConvention naming) =>
        member.GetCustomAttribute<LabelAttribute>()?.Text ?? naming.Label(member.Name);
}
