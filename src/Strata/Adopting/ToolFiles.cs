using System.Globalization;
using System.Text;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Adopting;

/// <summary>Reads files that other tools wrote.</summary>
internal static class ToolFiles
{
    private const int LongestStem = 90;

    /// <exception cref="ProblemException">It cannot be read (exit 3).</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw AdoptProblems.UnreadableFile.Error(
                path,
                $"the file cannot be read: {e.Message.TrimEnd('.')}",
                "nothing was written",
                "restore it from git, or give this user read access to it",
                e
            );
        }
    }

    /// <summary>Parses a file's contents.</summary>
    /// <exception cref="ProblemException">ST302x, exit 3: it holds what no migration may hold; with file and line.</exception>
    public static SqlScript Parse(ToolSource source, string path, byte[] contents) =>
        SqlScript.Parse(SourceText.Decode(contents, path), source.Syntax, allowEmpty: true);

    /// <summary>A name as part of a file's name.</summary>
    public static string Stem(string name)
    {
        var stem = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return stem.Length == 0 ? "migration"
            : stem.Length > LongestStem ? stem[..LongestStem]
            : stem;
    }

    public static string Numbered(int idx, string stem) => $"{idx:D4}_{stem}";

    /// <summary>A tag without its number.</summary>
    public static string WithoutNumber(string tag) =>
        tag.IndexOf('_', StringComparison.Ordinal) is > 0 and var at && tag[..at].All(char.IsAsciiDigit) ? tag[(at + 1)..] : tag;

    /// <summary>The time that a name begins with, in milliseconds; 0 where it does not.</summary>
    public static long Time(string name) =>
        name.Length >= 14
        && DateTimeOffset.TryParseExact(
            name[..14],
            "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time.ToUnixTimeMilliseconds()
            : 0;

    public static string Text(byte[] contents) => Encoding.UTF8.GetString(contents);

    /// <summary>The problem of a folder without migrations.</summary>
    public static ProblemException Nothing(ToolSource source, string what, Remedy next) =>
        AdoptProblems.NoMigrations.Error(source.Directory, what, "nothing was written", next);
}
