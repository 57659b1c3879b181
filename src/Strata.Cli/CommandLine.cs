using Strata.Bundling;
using Strata.Cli.Commands;

namespace Strata.Cli;

/// <summary>Parses a command line, runs one command, and turns whatever happens into a message and an exit code.</summary>
/// <param name="host">The surroundings.</param>
/// <param name="bundle">The bundle that the program carries; null for none.</param>
internal sealed class CommandLine(CommandHost host, BundleFile? bundle = null)
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="interrupted">The exit code after a cancellation.</param>
    /// <param name="cancellationToken">Interrupts the command.</param>
    public async Task<int> RunAsync(string[] args, Func<ExitCode> interrupted, CancellationToken cancellationToken)
    {
        var globals = new GlobalOptions(host, bundle, args);
        var root = Root(globals);
        var parsed = root.Parse(args);
        var output = globals.Output(parsed);
        try
        {
            if (HelpOf(root, parsed, args, globals) is { } help)
                return (int)HelpScreen.Show(help, output);
            // Help of a command that there is none of would else be the parser's own screen.
            if (parsed.Errors.Count > 0 || parsed is { CommandResult.Command: RootCommand, UnmatchedTokens.Count: > 0 })
                throw UsageError.Of(root, parsed, bundle);
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            (invocation.Output, invocation.Error) = (host.Out, host.Error);
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
#pragma warning disable CA1031 // The last handler: a problem is shown as one, anything else as the bug it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = UnexpectedProblems.Of(e, cancellationToken.IsCancellationRequested);
            var exit = problem.Kind == ProblemKind.Interrupted && interrupted() != default ? interrupted() : (ExitCode)problem.Kind;
            output.Line(new("problem", output.Words.Of(problem)));
            output.End(exit, []);
            ProblemText.Write(problem, output);
            output.Detail(e.ToString());
            return (int)exit;
        }
    }

    private RootCommand Root(GlobalOptions globals)
    {
        var root = new RootCommand("Strata keeps databases equal to a C# schema");
        foreach (var option in globals.All)
        {
            option.Recursive = true;
            root.Options.Add(option);
        }
        foreach (var command in CommandList.All(globals).Where(c => bundle is null || Bundle.Commands.Contains(c.Name) || c is HelpCommand))
            root.Subcommands.Add(command);
        return root;
    }

    private string? HelpOf(RootCommand root, ParseResult parsed, string[] args, GlobalOptions globals)
    {
        var asked = args.Any(a => a is "--help" or "-h" or "-?");
        if (parsed.CommandResult.Command is StrataCommand command)
            return asked ? HelpScreen.Of(command, globals.All) : null;
        return parsed.UnmatchedTokens.Count > 0 || (args.Contains("--version") && !asked) ? null : HelpScreen.Of(root, bundle);
    }
}
