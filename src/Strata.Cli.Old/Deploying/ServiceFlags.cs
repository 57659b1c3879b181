using System.CommandLine;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Cli.Deploying;

/// <summary>One flag for each service of strata.json, which is read before the command line is.</summary>
/// <param name="Options">The flags.</param>
/// <param name="Problem">Why the file could not be read; null where it could.</param>
internal sealed record ServiceFlags(IReadOnlyList<Option<bool>> Options, ProblemException? Problem)
{
    public static ServiceFlags Read(IReadOnlyList<string> arguments)
    {
        if (!arguments.Contains("deploy"))
            return new([], null);
        try
        {
            var directory = Path.GetFullPath(Value(arguments, "--cwd") ?? ".");
            if (!Directory.Exists(directory))
                return new([], null);
            return new(
                [
                    .. ConfigReader
                        .Load(
                            Value(arguments, "--config")
                                ?? Environment.GetEnvironmentVariable("STRATA_CONFIG") switch
                                {
                                    "" => null,
                                    var file => file,
                                },
                            directory
                        )
                        .Services.Keys.Select(s => new Option<bool>($"--{s}") { Description = $"the service {s}" }),
                ],
                null
            );
        }
        catch (ProblemException e)
        {
            return new([], e);
        }
    }

    private static string? Value(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == option && i + 1 < arguments.Count)
                return arguments[i + 1];
            if (arguments[i].StartsWith(option + "=", StringComparison.Ordinal))
                return arguments[i][(option.Length + 1)..];
        }
        return null;
    }
}
