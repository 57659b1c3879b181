using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.SqlWriting;

/// <summary>reloptions: <c>name=value</c> in the catalog, <c>name = 'value'</c> in SQL.</summary>
internal static class StorageOptions
{
    /// <summary>
    /// Their order means nothing, and is no difference; but dumps show the one they were given in, so it is carried where it is not that of
    /// their names.
    /// </summary>
    public static Carried<EquatableArray<string>> Given(EquatableArray<string> options) =>
        options == Sorted(options) ? default : new(options);

    public static EquatableArray<string> Sorted(IEnumerable<string> options) => [.. options.Order(StringComparer.Ordinal)];

    public static string With(EquatableArray<string> options, Carried<EquatableArray<string>> given = default) =>
        options.Count == 0 ? "" : $" WITH ({List(As(given, options))})";

    public static IEnumerable<Step> Changes(
        string subject,
        EquatableArray<string> before,
        EquatableArray<string> after,
        Carried<EquatableArray<string>> given = default
    )
    {
        var removed = before.Select(Name).Except(after.Select(Name)).ToList();
        var set = As(given, after).Except(before).ToList();
        if (removed.Count > 0)
            yield return new Step($"ALTER {subject} RESET ({string.Join(", ", removed)})");
        if (set.Count > 0)
            yield return new Step($"ALTER {subject} SET ({List(set)})");
    }

    private static EquatableArray<string> As(Carried<EquatableArray<string>> given, EquatableArray<string> options) =>
        Sorted(given.Value) == options ? given.Value : options;

    private static string List(IEnumerable<string> options) => string.Join(", ", options.Select(o => $"{Name(o)} = {Value(o)}"));

    private static string Name(string option) => option[..option.IndexOf('=', StringComparison.Ordinal)];

    private static string Value(string option) =>
        option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..] is var v && v.All(char.IsAsciiLetterOrDigit) && v.Length > 0
            ? v
            : Lit(v);
}
