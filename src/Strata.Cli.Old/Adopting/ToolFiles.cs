using System.Globalization;
using System.Text;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Cli.Adopting;

/// <summary>Reading of files that other tools wrote.</summary>
internal static class ToolFiles
{
    private const int LongestStem = 90;

    /// <exception cref="ProblemException">It cannot be read (exit 3).</exception>
    public static async Task<byte[]> ReadAsync(ToolSource source, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3063",
                    source.Shown(path),
                    $"the file cannot be read: {e.Message.TrimEnd('.')}",
                    "nothing was written",
                    "restore it from git, or give this user read access to it"
                ),
                e
            );
        }
    }

    /// <summary>Cut into statements under the name that the user knows the file by.</summary>
    /// <exception cref="ProblemException">ST302x, exit 3: it holds what no migration may hold; with file and line.</exception>
    public static SqlScript Parse(ToolSource source, string path, byte[] contents) =>
        SqlScript.Parse(SourceText.Decode(contents, source.Shown(path)), source.Syntax, allowEmpty: true);

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

    public static ProblemException Nothing(ToolSource source, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2120", source.Shown(source.Directory), what, "nothing was written", fix));
}
