using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>Reads and writes the journal. The same journal is always the same bytes.</summary>
public static class JournalJson
{
    private const string Unchanged = "nothing was run and no file was changed";
    private static readonly JsonWriterOptions s_writer = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly JsonReaderOptions s_reader = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>UTF-8, two spaces, LF, a final line end.</summary>
    public static byte[] Write(Journal journal)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_writer))
        {
            json.WriteStartObject();
            json.WriteString("version", journal.Version);
            json.WriteString("dialect", journal.Dialect);
            json.WriteStartArray("entries");
            foreach (var entry in journal.Entries)
                Write(json, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, JournalEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("idx", entry.Idx);
        if (entry.Version is not null)
            json.WriteString("version", entry.Version);
        json.WriteNumber("when", entry.When);
        json.WriteString("tag", entry.Tag);
        if (entry.Breakpoints is { } breakpoints)
            json.WriteBoolean("breakpoints", breakpoints);
        WriteIfPresent(json, "hash", entry.Hash);
        WriteIfPresent(json, "parent", entry.Parent);
        WriteIfPresent(json, "fingerprint", entry.Fingerprint);
        WriteIfPresent(json, "statements", entry.Statements?.ToString());
        WriteIfPresent(json, "text", entry.Text);
        WriteIfPresent(json, "down", entry.Down);
        WriteIfPresent(json, "replaces", entry.Replaces.Select(r => r.ToString()));
        WriteIfPresent(json, "hazards", entry.Hazards);
        WriteIfPresent(json, "examined", entry.Examined);
        json.WriteEndObject();
    }

    private static void WriteIfPresent(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        string[] all = [.. values];
        if (all.Length == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in all)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteIfPresent(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    /// <summary>Reads a journal of ours or of Drizzle's.</summary>
    /// <exception cref="ProblemException">ST3002 to ST3004, exit 3: conflict markers, not JSON, or a key that is missing or of another
    /// type; with line and column.</exception>
    public static Journal Read(ReadOnlySpan<byte> bytes, string fileName)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes["\uFEFF"u8.Length..];
        var source = SourceText.Decode(bytes, fileName);
        RefuseConflict(source);
        var reader = new Utf8JsonReader(bytes, s_reader);
        try
        {
            return new JournalReader(source, bytes).Read(ref reader);
        }
        catch (JsonException e)
        {
            var where = $"{fileName}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}";
            throw JournalProblems.InvalidJson.Error(
                where,
                "the journal is not valid JSON",
                Unchanged,
                "restore it from git, or correct it at this place",
                e
            );
        }
    }

    private static void RefuseConflict(SourceText source)
    {
        for (var at = 0; at < source.Text.Length; at = source.LineEnd(at) + 1)
        {
            var line = source.Text.AsSpan(at);
            if (!line.StartsWith("<<<<<<< ", StringComparison.Ordinal) && !line.StartsWith(">>>>>>> ", StringComparison.Ordinal))
                continue;
            throw source.Refuse(
                JournalProblems.Conflict,
                at,
                "the journal holds the markers of a merge conflict",
                $"fix it: {Call.Strata("rebase")}"
            );
        }
    }

    /// <summary>Walks the tokens of one journal; a position in bytes becomes a line and a column.</summary>
    private readonly ref struct JournalReader(SourceText source, ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public Journal Read(ref Utf8JsonReader reader)
        {
            string? version = null,
                dialect = null;
            ImmutableArray<JournalEntry>? entries = null;
            Advance(ref reader, JsonTokenType.StartObject);
            while (Next(ref reader) == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                if (name == "version")
                    version = Text(ref reader, name);
                else if (name == "dialect")
                    dialect = Text(ref reader, name);
                else if (name == "entries")
                    entries = Entries(ref reader);
                else
                    reader.Skip();
            }
            if (int.TryParse(version, out var number) && number > int.Parse(Journal.CurrentVersion))
                throw source.Refuse(
                    JournalProblems.NewerJournal,
                    0,
                    $"the journal was written by a newer Strata (version {number}, this one reads {Journal.CurrentVersion})",
                    "update Strata: dotnet tool update strata"
                );
            if (dialect is null)
                throw Missing(0, "dialect");
            if (entries is null)
                throw Missing(0, "entries");
            return new Journal(version ?? Journal.CurrentVersion, dialect, new(entries.Value));
        }

        private ImmutableArray<JournalEntry> Entries(ref Utf8JsonReader reader)
        {
            var entries = ImmutableArray.CreateBuilder<JournalEntry>();
            Advance(ref reader, JsonTokenType.StartArray);
            while (Next(ref reader) == JsonTokenType.StartObject)
                entries.Add(Entry(ref reader));
            return reader.TokenType == JsonTokenType.EndArray
                ? entries.ToImmutable()
                : throw Malformed(reader.TokenStartIndex, "an entry must be an object");
        }

        private JournalEntry Entry(ref Utf8JsonReader reader)
        {
            var start = reader.TokenStartIndex;
            int? idx = null;
            string? tag = null;
            var entry = new JournalEntry(0, 0, "");
            while (Next(ref reader) == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (name == "idx")
                    idx = checked((int)Number(ref reader, name, int.MaxValue));
                else if (name == "tag")
                    tag = Text(ref reader, name);
                else
                    entry = Property(ref reader, name, entry);
            }
            return entry with { Idx = idx ?? throw Missing(start, "idx"), Tag = tag ?? throw Missing(start, "tag") };
        }

        private JournalEntry Property(ref Utf8JsonReader reader, string name, JournalEntry entry)
        {
            switch (name)
            {
                case "when":
                    return entry with { When = Number(ref reader, name, long.MaxValue) };
                case "version":
                    return entry with { Version = Text(ref reader, name) };
                case "breakpoints":
                    return entry with { Breakpoints = Truth(ref reader) };
                case "hash":
                    return entry with { Hash = Text(ref reader, name) };
                case "parent":
                    return entry with { Parent = Text(ref reader, name) };
                case "fingerprint":
                    return entry with { Fingerprint = Text(ref reader, name) };
                case "statements":
                    return entry with { Statements = StatementHashes.Parse(Text(ref reader, name)) };
                case "text":
                    return entry with { Text = Text(ref reader, name) };
                case "down":
                    return entry with { Down = Text(ref reader, name) };
                case "replaces":
                    return entry with { Replaces = new(Replaces(ref reader)) };
                case "hazards":
                    return entry with { Hazards = new(Texts(ref reader, name)) };
                case "examined":
                    return entry with { Examined = Text(ref reader, name) };
                default:
                    reader.Skip();
                    return entry;
            }
        }

        private ImmutableArray<ReplacedMigration> Replaces(ref Utf8JsonReader reader)
        {
            var start = reader.TokenStartIndex;
            var replaced = ImmutableArray.CreateBuilder<ReplacedMigration>();
            foreach (var text in Texts(ref reader, "replaces"))
                replaced.Add(ReplacedMigration.Parse(text) ?? throw Malformed(start, $"\"{text}\" names no replaced migration"));
            return replaced.ToImmutable();
        }

        private ImmutableArray<string> Texts(ref Utf8JsonReader reader, string name)
        {
            var texts = ImmutableArray.CreateBuilder<string>();
            Advance(ref reader, JsonTokenType.StartArray);
            while (Next(ref reader) == JsonTokenType.String)
                texts.Add(reader.GetString()!);
            return reader.TokenType == JsonTokenType.EndArray
                ? texts.ToImmutable()
                : throw Malformed(reader.TokenStartIndex, $"\"{name}\" must be an array of strings");
        }

        private string Text(ref Utf8JsonReader reader, string name) =>
            Next(ref reader) == JsonTokenType.String
                ? reader.GetString()!
                : throw Malformed(reader.TokenStartIndex, $"\"{name}\" must be a string");

        private bool Truth(ref Utf8JsonReader reader) =>
            Next(ref reader) is JsonTokenType.True or JsonTokenType.False
                ? reader.GetBoolean()
                : throw Malformed(reader.TokenStartIndex, "\"breakpoints\" must be true or false");

        private long Number(ref Utf8JsonReader reader, string name, long maximum) =>
            Next(ref reader) == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0 && value <= maximum
                ? value
                : throw Malformed(reader.TokenStartIndex, $"\"{name}\" must be a whole number from 0 to {maximum}");

        private void Advance(ref Utf8JsonReader reader, JsonTokenType expected)
        {
            if (Next(ref reader) != expected)
                throw Malformed(
                    reader.TokenStartIndex,
                    expected == JsonTokenType.StartArray ? "an array must stand here" : "an object must stand here"
                );
        }

        private static JsonTokenType Next(ref Utf8JsonReader reader) =>
            reader.Read() ? reader.TokenType : throw new JsonException("The file ends too early.");

        private ProblemException Missing(long at, string name) => Malformed(at, $"the key \"{name}\" is missing");

        private ProblemException Malformed(long at, string what) =>
            source.Refuse(
                JournalProblems.Malformed,
                Encoding.UTF8.GetCharCount(_bytes[..(int)at]),
                what,
                "restore the journal from git, or correct it at this place"
            );
    }
}
