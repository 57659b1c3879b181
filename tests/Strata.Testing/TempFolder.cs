namespace Strata.Testing;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("strata-test-").FullName;

    public string Path { get; }

    /// <summary>Writes a file, and the folders it stands in.</summary>
    public string Write(string relativePath, string contents)
    {
        var path = At(relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, contents);
        return path;
    }

    public string At(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Every file, by its relative path.</summary>
    public IReadOnlyDictionary<string, string> Files() =>
        Directory
            .EnumerateFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(f => System.IO.Path.GetRelativePath(Path, f), File.ReadAllText);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
