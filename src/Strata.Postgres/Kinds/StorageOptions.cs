using Strata.Core.Model;
using static Strata.Postgres.Sql;

namespace Strata.Postgres.Kinds;

/// <summary>reloptions: <c>name=value</c> in the catalog, <c>name = 'value'</c> in SQL.</summary>
internal static class StorageOptions
{
    public static string With(EquatableArray<string> options) => options.Count == 0 ? "" : $" WITH ({List(options)})";

    public static IEnumerable<Step> Changes(string subject, EquatableArray<string> before, EquatableArray<string> after)
    {
        var removed = before.Select(Name).Except(after.Select(Name)).ToList();
        var set = after.Except(before).ToList();
        if (removed.Count > 0) yield return new Step($"ALTER {subject} RESET ({string.Join(", ", removed)})");
        if (set.Count > 0) yield return new Step($"ALTER {subject} SET ({List(set)})");
    }

    private static string List(IEnumerable<string> options) => string.Join(", ", options.Select(o => $"{Name(o)} = {Value(o)}"));

    private static string Name(string option) => option[..option.IndexOf('=', StringComparison.Ordinal)];

    private static string Value(string option) => option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..] is var v && v.All(char.IsAsciiLetterOrDigit) && v.Length > 0 ? v : Lit(v);
}
