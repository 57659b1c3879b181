using System.Security.Cryptography;
using System.Text;
using Strata.Core.Sql;

namespace Strata.Core.MigrationFiles;

/// <summary>One migration of the folder: its journal entry and its file.</summary>
/// <param name="Entry">As the journal lists it.</param>
/// <param name="Script">The file, cut into statements.</param>
/// <param name="Parent">Chain hash of everything before it, computed from the files.</param>
/// <param name="Path">The file, as given on the command line or in the configuration.</param>
public sealed record Migration(JournalEntry Entry, SqlScript Script, string Parent, string Path)
{
    public string Tag => Entry.Tag;
    public int Idx => Entry.Idx;
    public string Hash => Script.ScriptHash;

    /// <summary>Chain hash with this migration in it: its identity, with all that came before.</summary>
    public string Chain => Journal.Chain(Parent, Hash);

    /// <summary>The down-script's path, whether or not there is one.</summary>
    public string DownPath => Path[..^".sql".Length] + ".down.sql";

    /// <summary>True where there is a down-script, generated or written by hand.</summary>
    public bool HasDownScript => File.Exists(DownPath);

    /// <summary>The journal lists the hazards of exactly these statements.</summary>
    public bool IsExamined => Entry.Examined == ExaminedHash(Script);

    /// <summary>The value of <see cref="JournalEntry.Examined"/> for a script.</summary>
    public static string ExaminedHash(SqlScript script) => script.ScriptHash[..16];

    /// <summary>
    /// The value of <see cref="JournalEntry.Text"/> for a script. A line that acknowledges a hazard is written after the review, and no
    /// edit.
    /// </summary>
    public static string TextHash(SqlScript script)
    {
        var text = script.Source.Text.AsSpan().TrimStart('\uFEFF').ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
        if (script.Headers.Any(h => h.Name == SqlHeaders.Acknowledge))
            text = string.Join('\n', text.Split('\n').Where(l => !l.StartsWith(SqlHeaders.AcknowledgeLine, StringComparison.Ordinal)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
