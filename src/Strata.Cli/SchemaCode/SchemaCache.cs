using System.Text;
using System.Text.Json;
using Strata.Schema.Output;

namespace Strata.Cli.SchemaCode;

/// <summary>Outputs of schemas that were read before. Errors are never kept.</summary>
/// <param name="folder">Owned by the user alone: what is in it becomes SQL.</param>
internal sealed class SchemaCache(string folder)
{
    private const int Kept = 64;

    /// <summary>Where the host keeps compiled schemas.</summary>
    public string AssemblyFolder => Path.Combine(folder, "assemblies");

    /// <summary>The user's cache: $XDG_CACHE_HOME/strata, ~/.cache/strata, or %LOCALAPPDATA%\strata.</summary>
    public static SchemaCache OfUser(Func<string, string?> environment)
    {
        if (environment("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)) return new(Path.Combine(given, "strata"));
        if (OperatingSystem.IsWindows() && environment("LOCALAPPDATA") is { Length: > 0 } local) return new(Path.Combine(local, "strata"));
        return environment("HOME") is { Length: > 0 } home
            ? new(Path.Combine(home, ".cache", "strata"))
            : new(Directory.CreateTempSubdirectory("strata-").FullName);
    }

    public async Task<SchemaScript?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var script = SchemaScript.FromJson(await File.ReadAllBytesAsync(PathOf(key), cancellationToken).ConfigureAwait(false));
            return script.Version == SchemaScript.CurrentVersion && script.Errors.Count == 0 ? script : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            // Not there or not whole: the schema is simply read again, which says whatever there is to say.
            return null;
        }
    }

    public async Task StoreAsync(string key, SchemaScript script, CancellationToken cancellationToken)
    {
        var temporary = $"{PathOf(key)}.{Environment.ProcessId}.tmp";
        try
        {
            CreateFolder();
            await File.WriteAllTextAsync(temporary, script.ToJson(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken).ConfigureAwait(false);
            File.Move(temporary, PathOf(key), overwrite: true);
            foreach (var old in new DirectoryInfo(folder).GetFiles("*.json").OrderByDescending(f => f.LastWriteTimeUtc).Skip(Kept)) old.Delete();
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written costs a second next time and is no reason to fail; the script is right.
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
