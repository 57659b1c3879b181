using System.Reflection;

namespace Strata.Schema.Building;

/// <summary>
/// Where a class begins, for mistakes that no line of its own tells: the compiler of the schema leaves it in the assembly's metadata.
/// </summary>
public static class ClassPlaces
{
    /// <summary>Begins the keys, each followed by the class's full name; the values are <c>file:line</c>.</summary>
    public const string Prefix = "strata:";

    internal static SourceLine Of(Type type) =>
        type.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == Prefix + type.FullName)?.Value
            is { } place
        && place.LastIndexOf(':') is > 0 and var colon
        && int.TryParse(place.AsSpan(colon + 1), out var line)
            ? new(place[..colon], line)
            : default;
}
