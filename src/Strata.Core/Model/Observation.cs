using System.Collections.Immutable;
using System.Text.Json;

namespace Strata.Core.Model;

/// <summary>An object as an observer prints it.</summary>
/// <param name="Name">Its kind and address in the observer's words: <c>TABLE public.films</c>.</param>
/// <param name="Type">Its type in our words, of a comment or a right that of the object which has it: <c>table</c>.</param>
/// <param name="Sql">The statements that make it.</param>
/// <param name="Form">The same text for equal objects; null where that is <paramref name="Sql"/>.</param>
public sealed record ObservedObject(string Name, string Type, string Sql, string? Form = null);

/// <summary>
/// A database's schema in the words of a program that shares nothing with our readers: what they cannot see, it may.
/// </summary>
/// <param name="Observer">The program and its version: <c>pg_dump 17.2</c>.</param>
/// <param name="Objects">Everything in the managed schemas, in an order in which it can be made.</param>
public sealed record Observation(string Observer, ImmutableArray<ObservedObject> Objects)
{
    private const int Shown = 4;

    /// <summary>Lists the differences to another observation, one object each. The order of objects is none.</summary>
    /// <param name="wanted">The observation that this one should equal.</param>
    /// <param name="isCompared">False for an object that is left out.</param>
    public IReadOnlyList<string> Differences(Observation wanted, Func<ObservedObject, bool> isCompared)
    {
        var (here, there) = (ByName(isCompared), wanted.ByName(isCompared));
        return
        [
            .. here
                .Keys.Union(there.Keys)
                .Order(StringComparer.Ordinal)
                .Select(name => Difference(name, here.GetValueOrDefault(name), there.GetValueOrDefault(name)))
                .OfType<string>(),
        ];
    }

    /// <summary>The observation as a file.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ObservationJson.Default.Observation);

    /// <summary>Reads what <see cref="Write"/> wrote; null where it is not whole.</summary>
    public static Observation? Read(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ObservationJson.Default.Observation) is { Objects.IsDefault: false } read
                ? read
                : null;
        }
        catch (JsonException)
        {
            // A file that was cut short: the observation is made again.
            return null;
        }
    }

    // Several objects may go by one name: the columns' comments of a table, the rights of several roles.
    private Dictionary<string, string[]> ByName(Func<ObservedObject, bool> isCompared) =>
        Objects
            .Where(isCompared)
            .GroupBy(o => o.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(o => o.Form ?? o.Sql).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    private static string? Difference(string name, string[]? here, string[]? there)
    {
        if (there is null)
            return $"{name} is there and should not be";
        if (here is null)
            return $"{name} is missing";
        if (here.AsSpan().SequenceEqual(there))
            return null;
        var (has, should) = (Lines(here, there), Lines(there, here));
        return $"{name} differs: it has {Quoted(has)}, and should have {Quoted(should)}";
    }

    private static List<string> Lines(string[] of, string[] without)
    {
        var left = without.SelectMany(Split).ToList();
        return [.. of.SelectMany(Split).Where(l => !left.Remove(l))];
    }

    private static IEnumerable<string> Split(string sql) =>
        sql.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Quoted(List<string> lines) =>
        lines.Count == 0 ? "nothing"
        : lines.Count > Shown ? $"{string.Join(" ", lines.Take(Shown))} … ({lines.Count - Shown} more lines)"
        : string.Join(" ", lines);
}
