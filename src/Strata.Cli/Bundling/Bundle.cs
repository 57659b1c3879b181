using System.IO.Compression;
using Strata.Core.Problems;
using Strata.Project.Configuration;
using Strata.Sqlite.Connections;

namespace Strata.Cli.Bundling;

/// <summary>A bundle that runs: its files, in a folder that only this user can read and that goes away with it.</summary>
internal sealed class Bundle : IDisposable
{
    public const string Migrations = "migrations";
    public const string Library = "library";
    public const string CommitFile = "commit";

    /// <summary>What a bundle takes.</summary>
    public static readonly string[] Commands = ["migrate", "status"];

    private readonly string _folder;

    private Bundle(string folder) => _folder = folder;

    /// <summary>The commit that the migrations were at; null where it is not known.</summary>
    public string? Commit => Path.Combine(_folder, CommitFile) is var file && File.Exists(file) ? File.ReadAllText(file) : null;

    /// <exception cref="ProblemException">It was damaged (exit 3).</exception>
    public static Bundle Open(BundleFile file)
    {
        using var archive = new ZipArchive(new MemoryStream(file.Read()));
        var bundle = new Bundle(Directory.CreateTempSubdirectory("strata-bundle-").FullName);
        try
        {
            archive.ExtractToDirectory(bundle._folder);
            if (Directory.Exists(Path.Combine(bundle._folder, Library)))
                SqliteLibrary.Use(Directory.GetFiles(Path.Combine(bundle._folder, Library)).Single());
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The configuration inside. References to files, and databases that are files, are looked for where the bundle runs.
    /// </summary>
    public ProjectConfig Configuration(string directory)
    {
        var path = Path.Combine(_folder, ProjectConfig.DefaultFile);
        return ConfigReader.Read(File.ReadAllBytes(path), path, $"{ProjectConfig.DefaultFile} in the bundle") with
        {
            Directory = directory,
        };
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where a library that is in use cannot be deleted, the system's own clean-up takes it: there is no secret in it.
            Console.Error.WriteLine($"note: {_folder} could not be removed: {e.Message}");
        }
    }
}
