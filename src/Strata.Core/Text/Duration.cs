using System.Globalization;

namespace Strata.Core.Text;

/// <summary>Times as people write them in files and on the command line.</summary>
public static class Duration
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36500);

    /// <summary>
    /// <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>30d</c>, <c>4w</c>; a number alone is seconds. Null where it is none of these, or
    /// longer than a hundred years.
    /// </summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null)
            return null;
        var unit = text.TrimStart("0123456789.".ToCharArray());
        TimeSpan? each = unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "" or "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            "w" => TimeSpan.FromDays(7),
            _ => null,
        };
        return
            each is { } one
            && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count <= s_longest / one
            ? one * count
            : null;
    }
}
