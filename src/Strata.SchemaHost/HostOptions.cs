using System.Globalization;
using Strata.Schema;

namespace Strata.SchemaHost;

/// <param name="Dialect">The dialect of the script.</param>
/// <param name="Folder">The schema folder, absolute.</param>
/// <param name="CacheFolder">The folder of compiled schemas, absolute.</param>
/// <param name="Timeout">The time limit of the whole run.</param>
internal sealed record HostOptions(Dialect Dialect, string Folder, string CacheFolder, TimeSpan Timeout)
{
    public const string Usage = "usage: strata-schema-host --dialect postgresql|sqlite --schema DIR --cache DIR [--timeout-seconds 60]";

    private const int MaxSeconds = 86_400;

    /// <exception cref="ArgumentException">An option is unknown or missing, or its value is invalid.</exception>
    public static HostOptions Parse(string[] args)
    {
        Dictionary<string, string> given = new(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is not ("--dialect" or "--schema" or "--cache" or "--timeout-seconds"))
                throw new ArgumentException($"unknown option {args[i]}");
            if (i + 1 == args.Length)
                throw new ArgumentException($"option {args[i]} requires a value");
            given[args[i]] = args[i + 1];
        }

        return new(
            ParseDialect(Required(given, "--dialect")),
            Path.GetFullPath(Required(given, "--schema")),
            Path.GetFullPath(Required(given, "--cache")),
            ParseSeconds(given.GetValueOrDefault("--timeout-seconds", "60"))
        );
    }

    private static Dialect ParseDialect(string text) =>
        text switch
        {
            "postgresql" => Dialect.Postgresql,
            "sqlite" => Dialect.Sqlite,
            _ => throw new ArgumentException($"unknown dialect {text}"),
        };

    private static TimeSpan ParseSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= MaxSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"invalid number of seconds '{text}' for --timeout-seconds");

    private static string Required(Dictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var value) && value.Length > 0 ? value : throw new ArgumentException($"option {name} is missing");
}
