using Strata.Core.Model;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Foreign;

/// <summary>Options that a foreign-data wrapper gives a meaning to: <c>name=value</c> in the catalog, <c>name 'value'</c> in SQL.</summary>
internal static class ForeignOptions
{
    public static string Clause(EquatableArray<string> options) =>
        options.Count == 0 ? "" : $" OPTIONS ({string.Join(", ", options.Select(Text))})";

    /// <summary>Empty where nothing changes.</summary>
    public static string Changes(EquatableArray<string> before, EquatableArray<string> after)
    {
        var had = before.Select(Name).ToHashSet(StringComparer.Ordinal);
        List<string> changes =
        [
            .. had.Except(after.Select(Name)).Select(n => $"DROP {Q(n)}"),
            .. after.Except(before).Select(o => $"{(had.Contains(Name(o)) ? "SET" : "ADD")} {Text(o)}"),
        ];
        return changes.Count == 0 ? "" : $" OPTIONS ({string.Join(", ", changes)})";
    }

    private static string Text(string option) => $"{Q(Name(option))} {Lit(option[(Name(option).Length + 1)..])}";

    private static string Name(string option) => option[..option.IndexOf('=', StringComparison.Ordinal)];
}
