using System.Globalization;
using Strata.Schema;

namespace Strata.SchemaHost;

/// <param name="Dialect">Which SQL to write.</param>
/// <param name="Folder">The schema folder, absolute.</param>
/// <param name="CacheFolder">Where compiled schemas are kept, absolute.</param>
/// <param name="Timeout">How long the whole run may take.</param>
internal sealed record HostOptions(Dialect Dialect, string Folder, string CacheFolder, TimeSpan Timeout)
{
    public const string Usage = "usage: strata-schema-host --dialect postgresql|sqlite --schema DIR --cache DIR [--timeout-seconds 60]";

    /// <exception cref="ArgumentException">An option is unknown, missing or has a value that makes no sense.</exception>
    public static HostOptions Parse(string[] args)
    {
        Dictionary<string, string> given = new(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is not ("--dialect" or "--schema" or "--cache" or "--timeout-seconds"))
                throw new ArgumentException($"unknown option {args[i]}");
            if (i + 1 == args.Length)
                throw new ArgumentException($"{args[i]} needs a value");
            given[args[i]] = args[i + 1];
        }

        var dialect = Required(given, "--dialect") switch
        {
            "postgresql" => Dialect.Postgresql,
            "sqlite" => Dialect.Sqlite,
            var other => throw new ArgumentException($"unknown dialect {other}"),
        };
        var seconds = given.GetValueOrDefault("--timeout-seconds", "60");
        if (
            !double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var limit)
            || limit is <= 0 or > 86_400
        )
        {
            throw new ArgumentException($"--timeout-seconds {seconds} is not a number of seconds");
        }

        return new(
            dialect,
            Path.GetFullPath(Required(given, "--schema")),
            Path.GetFullPath(Required(given, "--cache")),
            TimeSpan.FromSeconds(limit)
        );
    }

    private static string Required(Dictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var value) && value.Length > 0 ? value : throw new ArgumentException($"{name} is missing");
}
