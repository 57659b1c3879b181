using System.Globalization;
using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Enums;

/// <summary>An enum type as a C# enum.</summary>
internal static class EnumEmission
{
    private const int LineLength = 120;

    public static EmittedCode? Of(EnumType type, CodeContext context)
    {
        if (type.Labels.Count == 0)
            return null;
        var members = Members(type, context);
        List<string> items =
        [
            .. type.Labels.Select(l =>
                context.Convention.Name(CodeNaming.None, "enum label", members[l]) == l
                    ? members[l]
                    : $"[Label({CSharp.Literal(l)})] {members[l]}"
            ),
        ];
        var line = $"public enum {context.Name(type.Id)} {{ {string.Join(", ", items)} }}";
        var text =
            line.Length <= LineLength && !items.Any(i => i.StartsWith('['))
                ? line
                : $"public enum {context.Name(type.Id)}\n{{\n{string.Concat(items.Select(i => $"    {i},\n"))}}}";
        List<CodePart> parts = [new(CodePlace.Type, string.Concat(EmissionText.Address(type.Id, context).Select(a => a + "\n")) + text)];
        if (!IsUsed(type, context))
            parts.Add(new(CodePlace.Global, $"EnumType<{context.Name(type.Id)}>()"));
        return new(type, [.. parts]);
    }

    /// <summary>The C# name of each label.</summary>
    public static IReadOnlyDictionary<string, string> Members(EnumType type, CodeContext context)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        Dictionary<string, string> members = new(StringComparer.Ordinal);
        foreach (var label in type.Labels)
        {
            var name = CSharp.Pascal(label) ?? "Unnamed";
            // The name stays C#'s own where an enum's member could not have it.
            IEnumerable<string> candidates =
            [
                name,
                .. Enumerable.Range(2, type.Labels.Count + 1).Select(n => $"{name}_{n.ToString(CultureInfo.InvariantCulture)}"),
            ];
            members[label] = candidates.First(c => c != "value__" && taken.Add(c));
        }
        return members;
    }

    private static bool IsUsed(EnumType type, CodeContext context) =>
        context
            .Catalog.DependentsOf(type.Id)
            .Select(context.Catalog.Find)
            .OfType<Tables.Column>()
            .Any(c => context.IsClass(c.Table) && !context.IsInSql(c.Id));
}
