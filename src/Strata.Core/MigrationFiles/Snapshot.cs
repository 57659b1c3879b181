using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>
/// A catalog as a file: kinds as sections, objects sorted by address, one property per line, so that the same database gives the same bytes
/// and two
/// branches conflict exactly where they touched the same object.
/// </summary>
public static class Snapshot
{
    public const int Version = 1;

    private static readonly JsonWriterOptions s_layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(Catalog catalog, KindSet kinds, string dialect)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_layout))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("dialect", dialect);
            if (catalog.ServerVersion is { } server)
                writer.WriteString("server", server);
            foreach (var kind in kinds.All)
            {
                var objects = catalog.Objects.Values.Where(o => o.GetType() == kind.Model).ToList();
                if (objects.Count == 0)
                    continue;
                writer.WriteStartArray(kind.Section);
                foreach (var o in objects)
                    JsonSerializer.Serialize(writer, o, kinds.JsonOf(kind));
                writer.WriteEndArray();
            }
            writer.WriteStartObject("dependsOn");
            foreach (var from in catalog.Recorded.GroupBy(d => d.From))
            {
                writer.WriteStartArray(from.Key.Text);
                foreach (var d in from)
                    writer.WriteStringValue(d.To.Text);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <exception cref="ProblemException">Not JSON, merge markers, an unknown section or property, or a newer version (exit 3), with the
    /// line.</exception>
    public static Catalog Read(byte[] json, KindSet kinds, string dialect, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            ThrowIfForeign(root, dialect, file);
            var objects = Objects(root, kinds, file);
            var byText = objects.ToDictionary(o => o.Id.Text, o => o.Id);
            var edges = root.GetProperty("dependsOn")
                .EnumerateObject()
                .SelectMany(p => p.Value.EnumerateArray().Select(to => new Dependency(byText[p.Name], byText[to.GetString()!])));
            return new Catalog(objects, [.. edges])
            {
                ServerVersion = root.TryGetProperty("server", out var server) ? server.GetString() : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            var at = Place(json, file, e as JsonException);
            throw JournalProblems.UnreadableSnapshot.Error(
                at.Where,
                at.What,
                "nothing was run",
                $"after a merge: {Call.Strata("rebase")}; else restore the file from git",
                e
            );
        }
    }

    private static void ThrowIfForeign(JsonElement root, string dialect, string file)
    {
        var version = root.TryGetProperty("version", out var v) ? v.GetInt32() : 0;
        if (version > Version)
            throw Broken(
                file,
                $"was written by a newer Strata (snapshot version {version}, this one reads {Version})",
                "update Strata: dotnet tool update strata"
            );
        var written = root.TryGetProperty("dialect", out var d) ? d.GetString() : null;
        if (written != dialect)
            throw Broken(
                file,
                $"is a snapshot of {written ?? "an unknown dialect"}, and the project says {dialect}",
                "give each dialect its own migrations folder in strata.json"
            );
    }

    private static List<DbObject> Objects(JsonElement root, KindSet kinds, string file)
    {
        List<DbObject> objects = [];
        foreach (var section in root.EnumerateObject().Where(p => p.Name is not ("version" or "dialect" or "server" or "dependsOn")))
        {
            var kind =
                kinds.All.FirstOrDefault(k => k.Section == section.Name)
                ?? throw Broken(
                    file,
                    $"has a section \"{section.Name}\" that this Strata does not know",
                    "update Strata: dotnet tool update strata"
                );
            foreach (var item in section.Value.EnumerateArray())
                objects.Add((DbObject)item.Deserialize(kinds.JsonOf(kind))!);
        }
        return objects;
    }

    /// <summary>The identity of a schema: equal for equal catalogs, on any machine.</summary>
    public static string Fingerprint(Catalog catalog, KindSet kinds, string dialect)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(dialect);
            foreach (var o in catalog.Objects.Values)
                JsonSerializer.Serialize(writer, o, kinds.ComparedJsonOf(kinds.For(o)));
            writer.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static (string Where, string What) Place(byte[] json, string file, JsonException? e)
    {
        var lines = Encoding.UTF8.GetString(json).Split('\n');
        var marker = Array.FindIndex(
            lines,
            l => l.StartsWith("<<<<<<<", StringComparison.Ordinal) || l.StartsWith(">>>>>>>", StringComparison.Ordinal)
        );
        return marker >= 0
            ? ($"{file}:{marker + 1}:1", "the snapshot holds the markers of an unfinished merge")
            : ($"{file}:{(e?.LineNumber ?? 0) + 1}:{(e?.BytePositionInLine ?? 0) + 1}", "the snapshot cannot be read");
    }

    private static ProblemException Broken(string file, string what, string fix) =>
        JournalProblems.ForeignSnapshot.Error(file, $"the snapshot {what}", "nothing was run", fix);
}
