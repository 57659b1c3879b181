using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Strata.Postgres.Data;

/// <summary>The names of databases beside another one. A name says whose it is, and until when it is retained.</summary>
internal sealed partial class SideNames(string database)
{
    // A name has 63 bytes at most, and what is added here takes 29 of them.
    private const int Longest = 34;
    private const int Cut = 25;
    private readonly string _base =
        Encoding.UTF8.GetByteCount(database) <= Longest
            ? database
            : $"{Shorter(database)}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..8]}";

    public string Unfinished() => $"{_base}_strata_new_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    public string Former(DateTimeOffset until) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_base}_strata_old_{until.ToUnixTimeSeconds():x8}_{RandomNumberGenerator.GetHexString(4, lowercase: true)}"
        );

    public bool IsUnfinished(string name) => name.StartsWith($"{_base}_strata_new_", StringComparison.Ordinal) && NewName().IsMatch(name);

    /// <summary>The end of a former one's retention; null where the name is something else's.</summary>
    public DateTimeOffset? UntilOf(string name) =>
        name.StartsWith($"{_base}_strata_old_", StringComparison.Ordinal) && OldName().Match(name) is { Success: true } m
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            : null;

    private static string Shorter(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(text.ToString()) + rune.Utf8SequenceLength > Cut)
                break;
            text.Append(rune.ToString());
        }
        return text.ToString();
    }

    [GeneratedRegex(@"_strata_old_([0-9a-f]{8})_[0-9a-f]{4}$")]
    private static partial Regex OldName();

    [GeneratedRegex(@"_strata_new_[0-9a-f]{8}$")]
    private static partial Regex NewName();
}
