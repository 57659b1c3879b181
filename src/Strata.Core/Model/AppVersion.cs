using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Core.Model;

/// <summary>
/// An application's version: numbers, and perhaps what comes before a release (<c>1.4.0-rc.1</c>) or after it (<c>1.4.0-3-gabc1234</c>, as
/// git describes a commit).
/// </summary>
public sealed partial record AppVersion : IComparable<AppVersion>
{
    private readonly long[] _numbers;
    private readonly string _before;
    private readonly long _after;

    private AppVersion(string text, long[] numbers, string before, long after) =>
        (Text, _numbers, _before, _after) = (text, numbers, before, after);

    public string Text { get; }

    /// <summary>Null where the text is no version.</summary>
    public static AppVersion? Parse(string? text)
    {
        if (text is null || Version().Match(text.Trim()) is not { Success: true } m)
            return null;
        var numbers = m.Groups[1].Value.Split('.').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new(
            text.Trim(),
            numbers,
            m.Groups[3].Value,
            m.Groups[2].Success ? long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) : 0
        );
    }

    public int CompareTo(AppVersion? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Max(_numbers.Length, other._numbers.Length); i++)
            if (At(_numbers, i).CompareTo(At(other._numbers, i)) is not 0 and var difference)
                return difference;
        if (_after != other._after)
            return _after.CompareTo(other._after);
        if (_before.Length == 0 || other._before.Length == 0)
            return other._before.Length.CompareTo(_before.Length);
        return Parts(_before).Zip(Parts(other._before), Compare).FirstOrDefault(c => c != 0) is not 0 and var c
            ? c
            : Parts(_before).Length.CompareTo(Parts(other._before).Length);
    }

    public static bool operator <(AppVersion a, AppVersion b) => a.CompareTo(b) < 0;

    public static bool operator >(AppVersion a, AppVersion b) => a.CompareTo(b) > 0;

    public static bool operator <=(AppVersion a, AppVersion b) => a.CompareTo(b) <= 0;

    public static bool operator >=(AppVersion a, AppVersion b) => a.CompareTo(b) >= 0;

    private static long At(long[] numbers, int i) => i < numbers.Length ? numbers[i] : 0;

    private static string[] Parts(string text) => text.Split('.');

    private static int Compare(string a, string b) =>
        long.TryParse(a, out var x) && long.TryParse(b, out var y) ? x.CompareTo(y) : string.CompareOrdinal(a, b);

    public bool Equals(AppVersion? other) => other is not null && CompareTo(other) == 0;

    public override int GetHashCode() => _numbers[0].GetHashCode();

    public override string ToString() => Text;

    [GeneratedRegex(
        @"^v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:-(\d{1,9})-g[0-9a-f]{4,40}(?:-dirty)?|-dirty|-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$"
    )]
    private static partial Regex Version();
}
