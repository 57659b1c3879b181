using System.CommandLine;
using System.Globalization;

namespace Strata.Cli.Data;

/// <summary>Numbers of rows and bytes, for people.</summary>
internal static class DataText
{
    public static string Count(long n, string what) => n == 1 ? $"1 {what}" : $"{n} {what}s";

    public static string Bytes(long bytes) =>
        bytes switch
        {
            >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB"),
            >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB"),
        };
}

/// <summary>Options that several of the commands about rows take.</summary>
internal static class DataFlags
{
    private const int MostJobs = 64;

    public static Option<int> Jobs(int usual)
    {
        var jobs = new Option<int>("--jobs")
        {
            Description = $"connections that work side by side (default: {usual})",
            HelpName = "N",
            DefaultValueFactory = _ => usual,
        };
        jobs.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MostJobs)
            )
                result.AddError($"\"{token.Value}\" is no number of jobs from 1 to {MostJobs}");
        });
        return jobs;
    }
}
