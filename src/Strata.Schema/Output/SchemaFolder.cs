using System.Security.Cryptography;
using System.Text;

namespace Strata.Schema.Output;

/// <summary>The files of a schema folder and the hash of their content.</summary>
internal static class SchemaFolder
{
    /// <summary>
    /// The files with an extension below the folder: relative paths with slashes, in ordinal order. Build output and hidden folders are
    /// left out.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static IReadOnlyList<string> Files(string folder, string extension)
    {
        List<string> found = [];
        Collect(new DirectoryInfo(folder), "", extension, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>A hash of the names and the content of files.</summary>
    /// <param name="folder">The schema folder.</param>
    /// <param name="files">The paths relative to it.</param>
    /// <param name="context">Everything else that the result depends on: versions, the dialect.</param>
    /// <param name="cancellationToken">Stops the reading of files.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<string> HashAsync(
        string folder,
        IReadOnlyList<string> files,
        IReadOnlyList<string> context,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in context)
            Append(hash, Encoding.UTF8.GetBytes(item));
        foreach (var file in files)
        {
            Append(hash, Encoding.UTF8.GetBytes(file));
            Append(hash, await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken).ConfigureAwait(false));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The length stands before each part, so that no two lists of parts give the same bytes.
    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
        hash.AppendData(bytes);
    }

    private static void Collect(DirectoryInfo folder, string prefix, string extension, List<string> found)
    {
        foreach (var file in folder.EnumerateFiles())
        {
            if (file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && !file.Name.StartsWith('.'))
                found.Add(prefix + file.Name);
        }

        foreach (var child in folder.EnumerateDirectories())
        {
            if (child.Name is "bin" or "obj" || child.Name.StartsWith('.'))
                continue;
            Collect(child, $"{prefix}{child.Name}/", extension, found);
        }
    }
}
