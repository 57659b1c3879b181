using Strata.Bundling;

namespace Strata.Cli.Commands;

/// <summary>The options of every command, and what they come to.</summary>
/// <param name="host">The surroundings.</param>
/// <param name="bundle">The bundle that the program carries; null for none.</param>
/// <param name="arguments">The words of the command line.</param>
internal sealed class GlobalOptions(CommandHost host, BundleFile? bundle, IReadOnlyList<string> arguments)
{
    public CommandHost Host => host;
    public bool IsContinuousIntegration => "true".Equals(host.Variables["CI"], StringComparison.OrdinalIgnoreCase);

    public BundleFile? Bundle => bundle;

    public Option<string> Environment { get; } = Text("--env", "NAME", "the environment of strata.json (default: local)");
    public Option<string> Config { get; } = Text("--config", "FILE", "the configuration file (default: strata.json here or above)");
    public Option<string> Directory { get; } = Text("--cwd", "DIR", "run as if started in this folder");
    public Option<bool> Json { get; } = Flag("--json", "one JSON object a line on standard output");
    public Option<bool> Yes { get; } = Flag("--yes", "answer ordinary questions with yes", "-y");
    public Option<bool> Quiet { get; } = Flag("--quiet", "print problems only", "-q");
    public Option<bool> Verbose { get; } = Flag("--verbose", "print more, and stack traces", "-v");
    public Option<bool> NoColor { get; } = Flag("--no-color", "no colour (NO_COLOR does the same)");

    /// <summary>Of a bundle alone, which has no strata.json to write it in.</summary>
    public Option<string> Url { get; } = Text("--url", "URL", "the database, instead of the environment's: a URL, env:NAME or file:PATH");

    /// <summary>The options of a program; those of a bundle are a little different.</summary>
    public IReadOnlyList<Option> All => [Environment, bundle is null ? Config : Url, Directory, Json, Yes, Quiet, Verbose, NoColor];

    /// <summary>The environment that somebody named, with the command or for all commands of a shell; null where nobody did.</summary>
    public string? Named(ParseResult parsed) => parsed.GetValue(Environment) ?? host.Variables["STRATA_ENV"];

    /// <summary>The configuration file that somebody named; null to look for it.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(Config) ?? host.Variables["STRATA_CONFIG"];

    /// <summary>The folder that the command works in.</summary>
    /// <exception cref="ProblemException">It does not exist (ST2021, exit 2).</exception>
    public string Start(ParseResult parsed)
    {
        var directory = Path.GetFullPath(parsed.GetValue(Directory) ?? ".", host.WorkingDirectory);
        return System.IO.Directory.Exists(directory)
            ? directory
            : throw UsageProblems.NoFolder.Error(directory, "no such folder", "nothing was done", $"correct {Call.Option("cwd")}");
    }

    /// <summary>The output that the options ask for.</summary>
    public CommandOutput Output(ParseResult parsed) =>
        new(
            host,
            new(parsed.GetValue(Json), parsed.GetValue(Quiet), parsed.GetValue(Verbose), parsed.GetValue(Yes), parsed.GetValue(NoColor)),
            host.WorkingDirectory,
            parsed.Errors.Count > 0 ? null : Named(parsed)
        );

    /// <summary>The surroundings of an operation.</summary>
    public StrataHost Surroundings(CommandOutput output, IProgress<StrataEvent> events) =>
        new()
        {
            Variables = host.Variables,
            Time = host.Time,
            Decisions = new TerminalDecisions(output),
            Progress = events,
        };

    /// <summary>The services of strata.json, each an option of <c>deploy</c>: read before the command line is parsed.</summary>
    /// <exception cref="ProblemException">There is no configuration, or an invalid one (exit 2).</exception>
    public IReadOnlyList<string> Services()
    {
        if (!arguments.Contains("deploy") || bundle is not null)
            return [];
        var root = new RootCommand { Config, Directory };
        root.TreatUnmatchedTokensAsErrors = false;
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
            throw UsageError.Of(root, parsed, bundle);
        return StrataProject.Open(Start(parsed), File(parsed), null, new StrataHost { Variables = host.Variables }).Services;
    }

    /// <summary>Opens the project that the options name, or that a bundle carries.</summary>
    /// <exception cref="ProblemException">There is no configuration or an invalid one, or no such environment (exit 2).</exception>
    public StrataProject Open(ParseResult parsed, StrataHost surroundings) =>
        bundle is not null
            ? StrataProject.Open(bundle, Start(parsed), Named(parsed), parsed.GetValue(Url), surroundings)
            : StrataProject.Open(Start(parsed), File(parsed), Named(parsed), surroundings);
}
