using System.Text.Json;
using Strata.Core.Problems;

namespace Strata.Project.Guards;

/// <summary>The identity of an environment's database, as the team's repository remembers it from the first contact.</summary>
/// <param name="Identity">Of the database's stamp.</param>
/// <param name="Place">As the server says it: what a copy of the database cannot have.</param>
internal sealed record Pin(Guid Identity, string Place);

/// <summary>The file <c>meta/_pins.json</c> in the folder of migrations: committed, so that everybody means the same databases.</summary>
/// <param name="folder">The folder of migrations.</param>
internal sealed class Pins(string folder)
{
    private const string Version = "1";

    /// <summary>The path of the file.</summary>
    public string Path => System.IO.Path.Combine(folder, "meta", "_pins.json");

    /// <exception cref="ProblemException">The file is not what Strata writes (ST3060, exit 3).</exception>
    public async Task<Pin?> FindAsync(string environment, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(environment);

    /// <summary>Remembers another database for an environment.</summary>
    /// <exception cref="ProblemException">As <see cref="FindAsync"/>.</exception>
    public async Task SetAsync(string environment, Pin pin, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(cancellationToken).ConfigureAwait(false);
        all[environment] = pin;
        await WriteAsync(all, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the database of an environment: that of an open one may be any.</summary>
    /// <returns>True when one was remembered.</returns>
    /// <exception cref="ProblemException">As <see cref="FindAsync"/>.</exception>
    public async Task<bool> RemoveAsync(string environment, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!all.Remove(environment))
            return false;
        await WriteAsync(all, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task WriteAsync(SortedDictionary<string, Pin> all, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteStartObject("pins");
            foreach (var (name, one) in all)
            {
                json.WriteStartObject(name);
                json.WriteString("identity", one.Identity);
                json.WriteString("place", one.Place);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var temporary = $"{Path}.{Environment.ProcessId}.tmp";
        await File.WriteAllBytesAsync(temporary, stream.ToArray(), cancellationToken).ConfigureAwait(false);
        File.Move(temporary, Path, overwrite: true);
    }

    private async Task<SortedDictionary<string, Pin>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = new SortedDictionary<string, Pin>(StringComparer.Ordinal);
        if (!File.Exists(Path))
            return all;
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path, cancellationToken).ConfigureAwait(false));
            if (json.RootElement.GetProperty("version").GetString() != Version)
                throw new FormatException("it is of a newer Strata");
            foreach (var one in json.RootElement.GetProperty("pins").EnumerateObject())
                all[one.Name] = new Pin(
                    one.Value.GetProperty("identity").GetGuid(),
                    one.Value.GetProperty("place").GetString() ?? throw new FormatException("a place is missing")
                );
            return all;
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw GuardProblems.UnreadablePins.Error(
                Path,
                "the file that remembers which database each environment is cannot be read: "
                    + e.Message.Split(". LineNumber", 2)[0].TrimEnd('.'),
                "nothing was run",
                "resolve the merge conflict in it: keep the lines of both; or restore it from git",
                e
            );
        }
    }
}
