namespace Strata.Core.MigrationFiles;

/// <summary>A migration that a squash replaces.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Hash">Hash of its file; null where another tool wrote the entry.</param>
/// <param name="IsEarlier">An earlier squash replaced it already: a record may have it, and need not.</param>
public sealed record ReplacedMigration(string Tag, string? Hash, bool IsEarlier)
{
    private const string Earlier = "earlier";

    /// <summary>Reads <c>tag</c>, <c>tag hash</c> or <c>tag hash earlier</c>; null where it is none of these.</summary>
    public static ReplacedMigration? Parse(string text) =>
        text.Split(' ') switch
        {
            [{ Length: > 0 } tag] => new(tag, null, IsEarlier: false),
            [{ Length: > 0 } tag, { Length: > 0 } hash] => new(tag, hash, IsEarlier: false),
            [{ Length: > 0 } tag, { Length: > 0 } hash, Earlier] => new(tag, hash, IsEarlier: true),
            _ => null,
        };

    /// <summary>As the journal has it.</summary>
    public override string ToString() =>
        Hash is null ? Tag
        : IsEarlier ? $"{Tag} {Hash} {Earlier}"
        : $"{Tag} {Hash}";
}
