using System.Runtime.CompilerServices;

namespace Strata.Benchmarks;

/// <summary>A folder for everything a run writes, and the program under test.</summary>
internal sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("strata-bench-").FullName;

    public string Repository { get; } = FindRepository();

    public string Strata => Path.Combine(Repository, "artifacts", "strata", "strata");

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string FindRepository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
