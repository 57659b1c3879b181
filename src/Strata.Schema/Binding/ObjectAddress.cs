using System.Buffers;

namespace Strata.Schema.Binding;

/// <summary>Addresses of objects as text, with PostgreSQL's word for their type: <c>table column public.films.title</c>.</summary>
internal static class ObjectAddress
{
    private static readonly SearchValues<char> s_separators = SearchValues.Create(".\"( ,)");

    public static string Of(string type, params IEnumerable<string> names) => $"{type} {string.Join('.', names.Select(Quoted))}";

    private static string Quoted(string name) =>
        name.Length > 0 && name.AsSpan().IndexOfAny(s_separators) < 0
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
