using System.Security.Cryptography;
using System.Text;

namespace Strata.Schema.Output;

/// <summary>The files of a schema folder, and what identifies their content.</summary>
public static class SchemaFolder
{
    /// <summary>
    /// Files of an ending below the folder, relative to it, with slashes, in ordinal order. Build output and hidden folders are passed
    /// over.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> Files(string folder, string extension)
    {
        List<string> found = [];
        Collect(new DirectoryInfo(folder), "", extension, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Changes when a file's name or content does.</summary>
    /// <param name="folder">The schema folder.</param>
    /// <param name="files">Relative to it.</param>
    /// <param name="context">Whatever else the result depends on: versions, the dialect.</param>
    public static async Task<string> HashAsync(
        string folder,
        IReadOnlyList<string> files,
        IReadOnlyList<string> context,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(context);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var word in context)
            Append(hash, Encoding.UTF8.GetBytes(word));
        foreach (var file in files)
        {
            Append(hash, Encoding.UTF8.GetBytes(file));
            Append(hash, await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken).ConfigureAwait(false));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The length goes in front, so that no two lists of parts run together into the same bytes.
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
