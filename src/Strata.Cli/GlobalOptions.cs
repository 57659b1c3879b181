using System.CommandLine;

namespace Strata.Cli;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Environment { get; } =
        new("--env")
        {
            Description = "the environment of strata.json (default: local)",
            Recursive = true,
            HelpName = "NAME",
        };
    public Option<string> Config { get; } =
        new("--config")
        {
            Description = "the configuration file (default: strata.json here or above)",
            Recursive = true,
            HelpName = "FILE",
        };
    public Option<string> Directory { get; } =
        new("--cwd")
        {
            Description = "run as if started in this folder",
            Recursive = true,
            HelpName = "DIR",
        };
    public Option<bool> Json { get; } = new("--json") { Description = "one JSON object a line on standard output", Recursive = true };
    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "answer ordinary questions with yes", Recursive = true };
    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "print problems only", Recursive = true };
    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "print more, and stack traces", Recursive = true };
    public Option<bool> NoColor { get; } = new("--no-color") { Description = "no colour (NO_COLOR does the same)", Recursive = true };

    /// <summary>Of a bundle alone, which has no strata.json to write it in.</summary>
    public Option<string> Url { get; } =
        new("--url")
        {
            Description = "the database, instead of the environment's: a URL, env:NAME or file:PATH",
            Recursive = true,
            HelpName = "URL",
        };

    /// <summary>The environment that somebody named, with the command or for all of a shell's commands; null where nobody did.</summary>
    public string? Named(ParseResult parsed) => parsed.GetValue(Environment) ?? Variable("STRATA_ENV");

    /// <summary>The file that somebody named; null where it is to be looked for.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(Config) ?? Variable("STRATA_CONFIG");

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <param name="root">The command line.</param>
    /// <param name="bundle">The migrations and the configuration are in the program.</param>
    public void AddTo(Command root, bool bundle)
    {
        foreach (var option in (Option[])[Environment, bundle ? Url : Config, Directory, Json, Yes, Quiet, Verbose, NoColor])
            root.Options.Add(option);
    }
}
