using System.Globalization;

namespace Strata.Project.Configuration;

/// <summary>Times as people write them in the file and on the command line.</summary>
public static class Duration
{
    /// <summary><c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>; a number alone is seconds. Null where it is none of these.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null)
            return null;
        var unit = text.TrimStart("0123456789.".ToCharArray());
        double? seconds = unit switch
        {
            "" or "s" => 1,
            "ms" => 0.001,
            "m" => 60,
            "h" => 3600,
            _ => null,
        };
        return
            seconds is { } each
            && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
            && n * each < int.MaxValue / 1000
            ? TimeSpan.FromSeconds(n * each)
            : null;
    }
}
