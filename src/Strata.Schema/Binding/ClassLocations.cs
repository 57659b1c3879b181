using System.Reflection;

namespace Strata.Schema.Binding;

/// <summary>
/// The file and line of each class, kept in the metadata of the compiled schema: a mistake in a class without a usable column has no other
/// line.
/// </summary>
internal static class ClassLocations
{
    /// <summary>The beginning of the metadata keys, followed by the class's full name; the values are <c>file:line</c>.</summary>
    public const string Prefix = "strata:";

    /// <summary>The line of a class; the default value where the metadata has none.</summary>
    public static SourceLine Of(Type type)
    {
        var attributes = type.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        var location = attributes.FirstOrDefault(a => a.Key == Prefix + type.FullName)?.Value ?? "";
        var colon = location.LastIndexOf(':');
        return colon > 0 && int.TryParse(location.AsSpan(colon + 1), out var line) ? new(location[..colon], line) : default;
    }
}
