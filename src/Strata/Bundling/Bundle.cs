using System.IO.Compression;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Project.Configuration;

namespace Strata.Bundling;

/// <summary>A running bundle: its files, in a temporary folder that only this user can read.</summary>
internal sealed class Bundle : IDisposable
{
    public const string Migrations = "migrations";
    public const string Library = "library";
    public const string CommitFile = "commit";

    /// <summary>The commands of a bundle.</summary>
    public static readonly string[] Commands = ["migrate", "status"];

    private readonly string _folder;
    private readonly IProgress<StrataEvent> _progress;

    private Bundle(string folder, IProgress<StrataEvent> progress) => (_folder, _progress) = (folder, progress);

    /// <summary>The commit that the migrations were at; null where it is not known.</summary>
    public string? Commit => Path.Combine(_folder, CommitFile) is var file && File.Exists(file) ? File.ReadAllText(file) : null;

    /// <exception cref="ProblemException">It was damaged (exit 3).</exception>
    public static Bundle Open(BundleFile file, ProviderSet providers, IProgress<StrataEvent> progress)
    {
        using var archive = new ZipArchive(new MemoryStream(file.Read()));
        var bundle = new Bundle(Directory.CreateTempSubdirectory("strata-bundle-").FullName, progress);
        try
        {
            archive.ExtractToDirectory(bundle._folder);
            // The folder is named by the dialect that needs the library.
            foreach (var dialect in providers.Names)
                if (Path.Combine(bundle._folder, Library, dialect) is var folder && Directory.Exists(folder))
                    providers.For(dialect).UseNativeLibrary(Directory.GetFiles(folder).Single());
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
    public ProjectConfig Configuration(ConfigReader reader, string directory)
    {
        var path = Path.Combine(_folder, ProjectConfig.DefaultFile);
        return reader.Read(File.ReadAllBytes(path), path, $"{ProjectConfig.DefaultFile} in the bundle") with { Directory = directory };
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
            _progress.Note($"{_folder} could not be removed: {e.Message}");
        }
    }
}
