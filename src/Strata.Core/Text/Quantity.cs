using System.Globalization;

namespace Strata.Core.Text;

/// <summary>Numbers, sizes and times in sentences.</summary>
public static class Quantity
{
    private const long Mebibyte = 1L << 20;
    private const long Gibibyte = 1L << 30;

    /// <summary>A number of things: <c>1 row</c>, <c>2 rows</c>.</summary>
    /// <param name="n">The number.</param>
    /// <param name="noun">The singular of a noun whose plural ends in s.</param>
    public static string Count(long n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";

    /// <summary>An elapsed time: <c>20 ms</c>, <c>1.5 s</c>.</summary>
    public static string Elapsed(TimeSpan time) => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:F0} ms" : $"{time.TotalSeconds:F1} s";

    /// <summary>A size: <c>4 KiB</c>, <c>1.5 MiB</c>.</summary>
    public static string Size(long bytes) =>
        bytes switch
        {
            >= Gibibyte => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Gibibyte:F1} GiB"),
            >= Mebibyte => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Mebibyte:F1} MiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB"),
        };
}
