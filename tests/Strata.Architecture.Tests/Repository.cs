using System.Runtime.CompilerServices;

namespace Strata.Architecture.Tests;

/// <summary>The sources, as files.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>C# files that people wrote, below a folder of the repository.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin" or "artifacts"))
            .Order(StringComparer.Ordinal);

    public static string Name(string path) => Path.GetRelativePath(Root, path);

    private static string Find([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
