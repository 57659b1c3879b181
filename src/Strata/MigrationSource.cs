using System.Reflection;

namespace Strata;

/// <summary>
/// The place where a program keeps its migrations: the folder that <c>strata generate</c> writes, as files or inside an assembly.
/// </summary>
public sealed class MigrationSource
{
    private readonly Func<MigrationFiles> _open;

    private MigrationSource(Func<MigrationFiles> open) => _open = open;

    /// <summary>A migrations folder.</summary>
    /// <param name="path">Its path; a relative one starts in the working directory of the time of the run.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    public static MigrationSource Folder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(() => new MigrationFiles(Path.GetFullPath(path), isTemporary: false));
    }

    /// <summary>
    /// A migrations folder whose files are embedded resources. Their names are paths in the folder behind a prefix; MSBuild gives them by
    /// <c>&lt;EmbeddedResource Include="db/migrations/**" LogicalName="migrations/%(RecursiveDir)%(Filename)%(Extension)" /&gt;</c>.
    /// https://learn.microsoft.com/visualstudio/msbuild/common-msbuild-project-items#embeddedresource
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="prefix">The beginning of their names.</param>
    /// <exception cref="ArgumentNullException">The assembly or the prefix is null.</exception>
    public static MigrationSource Resources(Assembly assembly, string prefix = "migrations/")
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(prefix);
        return new(() => MigrationFiles.Extract(assembly, prefix));
    }

    /// <summary>The migrations as files, until they are disposed.</summary>
    /// <exception cref="ArgumentException">The assembly has no resource with that prefix.</exception>
    internal MigrationFiles Open() => _open();
}

/// <summary>A migrations folder for the time of one run.</summary>
/// <param name="path">Its absolute path.</param>
/// <param name="isTemporary">True when it was made for the run and is deleted after it.</param>
internal sealed class MigrationFiles(string path, bool isTemporary) : IDisposable
{
    public string Path => path;

    public static MigrationFiles Extract(Assembly assembly, string prefix)
    {
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (names.Count == 0)
            throw new ArgumentException(
                $"{assembly.GetName().Name} has no embedded resource whose name begins with \"{prefix}\".",
                nameof(prefix)
            );
        var files = new MigrationFiles(Directory.CreateTempSubdirectory("strata-migrations-").FullName, isTemporary: true);
        try
        {
            foreach (var name in names)
                Write(assembly, name, System.IO.Path.Combine(files.Path, name[prefix.Length..].Replace('\\', '/')));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static void Write(Assembly assembly, string resource, string file)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        using var from = assembly.GetManifestResourceStream(resource)!;
        using var to = File.Create(file);
        from.CopyTo(to);
    }

    public void Dispose()
    {
        if (isTemporary)
            Directory.Delete(path, recursive: true);
    }
}
