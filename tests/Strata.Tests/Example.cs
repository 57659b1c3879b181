using System.Runtime.CompilerServices;

namespace Strata.Tests;

/// <summary>The repository's example, copied for a test.</summary>
internal static class Example
{
    public static string Repository { get; } = Root();

    /// <summary>Copies the project's files, without services and other people's databases.</summary>
    public static void CopyTo(string folder)
    {
        var from = Path.Combine(Repository, "examples/cinema");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (!name.StartsWith("db", StringComparison.Ordinal) && name != "strata.json")
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.Copy(file, Path.Combine(folder, name));
        }
    }

    public static void Edit(string folder, string file, string old, string @new)
    {
        var path = Path.Combine(folder, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} does not hold {old}");
        File.WriteAllText(path, string.Concat(text.AsSpan(0, at), @new, text.AsSpan(at + old.Length)));
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../.."));
}
