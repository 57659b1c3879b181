using System.CommandLine;
using Strata.Cli.Rendering;
using Strata.Cli.Terminal;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Cli.Commands;

/// <summary>The words about a command in help.</summary>
/// <param name="Group">The heading that it stands under.</param>
/// <param name="Summary">A few words, for the list of all commands.</param>
/// <param name="Sentence">One sentence, which means something alone.</param>
/// <param name="Examples">Two command lines.</param>
/// <param name="Exits">The exit codes that it can end with, besides those of every command.</param>
internal sealed record CommandHelp(
    CommandGroup Group,
    string Summary,
    string Sentence,
    IReadOnlyList<string> Examples,
    params IReadOnlyList<ExitCode> Exits
);

/// <summary>The headings of the list of commands.</summary>
internal enum CommandGroup
{
    Start,
    Develop,
    Review,
    Ship,
    Data,
    SetUp,
    Hidden,
}

/// <summary>A command of the command line: its options become a request, its result is rendered.</summary>
internal abstract class StrataCommand : Command
{
    protected StrataCommand(GlobalOptions globals, string name, CommandHelp help)
        : base(name, help.Sentence)
    {
        (Globals, Help) = (globals, help);
        Hidden = help.Group == CommandGroup.Hidden;
        SetAction(async (parsed, cancellationToken) => (int)await InvokeAsync(parsed, cancellationToken));
    }

    public CommandHelp Help { get; }

    protected GlobalOptions Globals { get; }

    /// <summary>Adds the command's own options, in the order of its help.</summary>
    protected void Takes(params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            Options.Add(option);
    }

    protected abstract Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken);

    protected static Option<string> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    protected static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    protected static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    protected static ProblemException Usage(string where, string what, Remedy next) =>
        UsageError.InvalidOption.Error(where, what, "nothing was done", next);
}

/// <summary>A command on a project.</summary>
internal abstract class ProjectCommand(GlobalOptions globals, string name, CommandHelp help) : StrataCommand(globals, name, help)
{
    protected sealed override async Task<ExitCode> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = Globals.Output(parsed);
        using var events = new EventRenderer(output, Globals.Remedies(parsed));
        var surroundings = new StrataHost
        {
            Variables = Globals.Host.Variables,
            Time = Globals.Host.Time,
            Decisions = new TerminalDecisions(output),
            Progress = events,
        };
        await using var project = Globals.Open(parsed, surroundings);
        var result = await RunAsync(project, parsed, output, cancellationToken);
        return output.End((ExitCode)(result.Consequence ?? 0), result.ToJson());
    }

    /// <summary>Makes the request, runs the operation, and renders its result.</summary>
    protected abstract Task<OperationResult> RunAsync(
        StrataProject project,
        ParseResult parsed,
        CommandOutput output,
        CancellationToken cancellationToken
    );
}
