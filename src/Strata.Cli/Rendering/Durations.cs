namespace Strata.Cli.Rendering;

/// <summary>Durations for people.</summary>
internal static class Durations
{
    public static string Text(TimeSpan time) => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:F0} ms" : $"{time.TotalSeconds:F1} s";
}
