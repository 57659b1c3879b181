using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Core.Data;
using Strata.Core.Problems;

namespace Strata.Backups;

/// <summary>The description of a backup in its file <c>manifest.json</c>. Without it a folder is no backup.</summary>
/// <param name="Format">The number of the format.</param>
/// <param name="Environment">The name of the environment that was backed up.</param>
/// <param name="Dialect">The dialect's name, as strata.json writes it.</param>
internal sealed record BackupManifest(int Format, string Environment, string Dialect)
{
    public const int CurrentFormat = 1;
    public const string FileName = "manifest.json";

    /// <summary>Database and server, without any secret.</summary>
    public required string Database { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required string By { get; init; }
    public required string Host { get; init; }
    public string? Commit { get; init; }
    public required string Strata { get; init; }
    public required string Tool { get; init; }
    public required string Server { get; init; }
    public required int ServerMajor { get; init; }

    /// <summary>Null where the database had none.</summary>
    public StampPart? Stamp { get; init; }
    public required HistoryPart History { get; init; }

    /// <summary>Roles that have rights on objects in it, owners left out.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The method by which the checksums of the tables are computed.</summary>
    public required string Checksum { get; init; }
    public required IReadOnlyList<TableSum> Tables { get; init; }
    public required IReadOnlyList<FilePart> Files { get; init; }

    /// <summary>SHA-256 over this file with an empty seal.</summary>
    public string Seal { get; init; } = "";

    [JsonIgnore]
    public long Bytes => Files.Sum(f => f.Bytes);

    [JsonIgnore]
    public long Rows => Tables.Sum(t => t.Rows);

    /// <summary>The version of the program that wrote the files: the first number in its name.</summary>
    [JsonIgnore]
    public int ToolMajor =>
        int.TryParse(new string([.. Tool.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]), out var major) ? major : 0;

    /// <summary>The file's bytes, sealed.</summary>
    public byte[] Write() =>
        Serialized(this with { Seal = Convert.ToHexStringLower(SHA256.HashData(Serialized(this with { Seal = "" }))) });

    /// <summary>Reads the bytes of a file, every one of which must be as it was written.</summary>
    /// <exception cref="ProblemException">It was altered (ST5010), or is of a newer format (ST5017): exit 13.</exception>
    public static BackupManifest Read(byte[] bytes, string file)
    {
        try
        {
            RequireFormat(bytes, file);
            var manifest = JsonSerializer.Deserialize(bytes, BackupJson.Default.BackupManifest) ?? throw new JsonException("it is empty");
            return manifest.Write().AsSpan().SequenceEqual(bytes)
                ? manifest
                : throw new JsonException("its bytes are not those that were written");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw BackupProblems.Damaged(file, $"the manifest was altered or cut off: {e.Message.Split(". Path", 2)[0].TrimEnd('.')}", e);
        }
    }

    private static void RequireFormat(byte[] bytes, string file)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.TryGetProperty("format", out var format) && format.TryGetInt32(out var number) && number > CurrentFormat)
            throw BackupProblems.NewerFormat.Error(
                file,
                $"a newer Strata made this backup (format {number}; this one knows {CurrentFormat})",
                "nothing was touched",
                $"update Strata: {Call.Program("dotnet", "tool", "update", "strata")}"
            );
    }

    private static byte[] Serialized(BackupManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest), (byte)'\n'];
}

/// <summary>The stamp of the database.</summary>
internal sealed record StampPart(string Environment, string Mode, string Policy, Guid Identity);

/// <summary>The position of the database in the history of its migrations.</summary>
/// <param name="Head">The last migration applied; null where there is none.</param>
/// <param name="Parent">The chain's hash up to the head.</param>
/// <param name="Hash">The head's own hash.</param>
/// <param name="Fingerprint">The fingerprint of the schema, where it was compared.</param>
/// <param name="Applied">The number of migrations that are applied.</param>
internal sealed record HistoryPart(string? Head, string? Parent, string? Hash, string? Fingerprint, int Applied);

/// <summary>One file of the backup.</summary>
/// <param name="Path">Relative, with slashes.</param>
internal sealed record FilePart(string Path, long Bytes, string Sha256);

/// <summary>JSON without reflection; for people, one value a line.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
