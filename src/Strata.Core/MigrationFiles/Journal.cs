using System.Security.Cryptography;
using System.Text;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>The list of migrations, in the order they run: <c>meta/_journal.json</c>.</summary>
/// <param name="Version">The format's version, <c>7</c>.</param>
/// <param name="Dialect"><c>postgresql</c> or <c>sqlite</c>.</param>
public sealed record Journal(string Version, string Dialect, EquatableArray<JournalEntry> Entries)
{
    public const string CurrentVersion = "7";

    /// <summary>The chain before the first migration.</summary>
    public const string Root = "0000000000000000000000000000000000000000000000000000000000000000";

    public static Journal Empty(string dialect) => new(CurrentVersion, dialect, []);

    /// <summary>The chain hash after a migration: what the next one calls its parent.</summary>
    public static string Chain(string parent, string hash) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{parent}\n{hash}")));
}

/// <summary>One migration as the journal lists it.</summary>
/// <param name="Idx">Its number.</param>
/// <param name="When">Milliseconds since 1970 UTC, for people only: nothing is ordered by it and no hash holds it.</param>
/// <param name="Tag">The file's name without <c>.sql</c>.</param>
public sealed record JournalEntry(int Idx, long When, string Tag)
{
    /// <summary><see cref="SqlScript.ScriptHash"/> of the file; null where another tool wrote the entry.</summary>
    public string? Hash { get; init; }

    /// <summary>The chain hash of everything before; null where another tool wrote the entry.</summary>
    public string? Parent { get; init; }

    /// <summary>Fingerprint of the schema after this migration.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Of the file; null where another tool wrote the entry.</summary>
    public StatementHashes? Statements { get; init; }

    /// <summary>Sixteen digits of SHA-256 over the text with LF line ends, so that an edited comment can be mentioned.</summary>
    public string? Text { get; init; }

    /// <summary>Hash of the down-script, when there is one.</summary>
    public string? Down { get; init; }

    /// <summary>The migrations this one replaces: it is a squash.</summary>
    public EquatableArray<ReplacedMigration> Replaces { get; init; } = [];

    /// <summary>The hazards of running it, as <c>CODE object</c>: a protected database requires each of them to be acknowledged.</summary>
    public EquatableArray<string> Hazards { get; init; } = [];

    /// <summary>
    /// The first sixteen digits of the hash of the statements whose hazards <see cref="Hazards"/> lists, as they were planned or run in a
    /// shadow database; null where nobody looked.
    /// </summary>
    public string? Examined { get; init; }

    /// <summary>Snapshot version, as Drizzle writes it; kept as found.</summary>
    public string? Version { get; init; }

    /// <summary>Statements are separated by Drizzle's marker; kept as found.</summary>
    public bool? Breakpoints { get; init; }
}
