using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Strata.Bundling;
using Strata.Cli.Commands;
using Strata.Cli.Rendering.Json;
using Strata.Cli.Rendering.Text;
using Strata.Cli.Terminal;
using Strata.Core.Execution;
using Strata.Core.Problems;

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
        var globals = new GlobalOptions(host, bundle);
        var root = Root(globals);
        var parsed = root.Parse(args);
        try
        {
            if (HelpOf(root, parsed, args, globals) is { } help)
            {
                globals.Output(parsed).Result(help);
                return (int)ExitCode.Done;
            }
            if (parsed.Errors.Count > 0)
                throw UsageError.Of(root, parsed, bundle);
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = host.Out,
                    Error = host.Error,
                },
                cancellationToken
            );
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(ShellProblems.Interrupted, e);
        }
#pragma warning disable CA1031 // The last handler: a problem is shown as one, anything else as the bug it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(ShellProblems.Of(e), e);
        }

        int Fail(Problem problem, Exception e)
        {
            var exit = problem.Kind == ProblemKind.Interrupted ? interrupted() : (ExitCode)problem.Kind;
            var output = globals.Output(parsed);
            var remedies = globals.Remedies(parsed);
            if (output.Json)
            {
                output.Line("problem", ProblemJson.Of(problem, remedies, output.Shorten));
                return (int)output.End(exit, []);
            }
            ProblemText.Write(problem, remedies, output);
            if (output.Options.Verbose)
                host.Error.WriteLine(e);
            return (int)exit;
        }
    }

    private RootCommand Root(GlobalOptions globals)
    {
        var root = new RootCommand("Strata keeps databases equal to a C# schema");
        foreach (var option in globals.All)
            root.Options.Add(option);
        foreach (var command in CommandList.All(globals).Where(c => bundle is null || Bundle.Commands.Contains(c.Name) || c is HelpCommand))
            root.Subcommands.Add(command);
        return root;
    }

    private string? HelpOf(RootCommand root, ParseResult parsed, string[] args, GlobalOptions globals)
    {
        var asked = args.Any(a => a is "--help" or "-h" or "-?");
        if (parsed.CommandResult.Command is StrataCommand command)
            return asked ? HelpScreen.Of(command, globals.All) : null;
        return (asked && parsed.UnmatchedTokens.Count == 0) || (parsed.UnmatchedTokens.Count == 0 && !args.Contains("--version"))
            ? bundle is null
                ? HelpScreen.Of(root)
                : HelpScreen.OfBundle(root)
            : null;
    }
}

/// <summary>Exceptions that are not problems yet, as problems.</summary>
internal static class ShellProblems
{
    private const string Before = "what was printed before this is done";

    private static readonly ProblemDefinition s_bug = new("ST0001", ProblemKind.Internal, "an internal error")
    {
        Meaning = "A bug in Strata. The state of the database is in its history.",
        Resolution = "Run strata status, and report the output of the command with --verbose.",
    };

    private static readonly ProblemDefinition s_interrupted = new("ST0130", ProblemKind.Interrupted, "interrupted")
    {
        Meaning = "The command was interrupted (Ctrl-C, SIGTERM) before it changed anything.",
        Resolution = "Run it again.",
    };

    private static readonly ProblemDefinition s_file = new("ST2012", ProblemKind.Usage, "a file or folder cannot be used")
    {
        Meaning = "A file or folder cannot be read or written: permissions, a full disk, a missing path.",
        Resolution = "Give this user access, or free space on the disk; then run the command again.",
    };

    private static readonly ProblemDefinition s_refused = new(
        "ST1218",
        ProblemKind.Preflight,
        "the database refused a statement of Strata's own"
    )
    {
        Meaning = "A statement that Strata needs for its own work failed: most often a privilege is missing.",
        Resolution = "Run strata doctor, which names what this login lacks.",
    };

    private static readonly ProblemDefinition s_lost = new("ST1219", ProblemKind.NoConnection, "the connection was lost")
    {
        Meaning = "The connection broke while Strata was reading, and no statement of yours was running.",
        Resolution = "Run strata doctor, then the command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [s_bug, s_interrupted, s_file, s_refused, s_lost];

    public static Problem Interrupted => s_interrupted.At("", "interrupted", "nothing was changed by this command", "run it again");

    public static Problem Of(Exception e) =>
        e switch
        {
            ProblemException p => p.Problem,
            UnauthorizedAccessException or IOException => s_file.At(
                "",
                $"a file or folder cannot be used: {e.Message.TrimEnd('.')}",
                Before,
                "give this user access to it, or free space on its disk; then run the command again"
            ),
            StatementException or DbException => OfDatabase(e),
            _ => s_bug.At(
                "",
                $"an internal error: {e.GetType().Name}: {e.Message}",
                "unknown: see what was printed before this",
                $"see the state: {Call.Strata("status")}; and report this as a bug, with the output of {Call.Option("verbose")}"
            ),
        };

    private static Problem OfDatabase(Exception e)
    {
        var code = (e as StatementException)?.Code ?? (e as DbException)?.SqlState;
        var message = $"{e.Message.TrimEnd('.')}{(code is null ? "" : $" [{code}]")}";
        Remedy next = $"see that the server works and what this login may do: {Call.Strata("doctor")}; then run the command again";
        return e is StatementException { Kind: FailureKind.Lost } or { InnerException: IOException or SocketException }
            ? s_lost.At("", $"the connection was lost: {message}", Before, next)
            : s_refused.At("", $"the database refused a statement of Strata's own: {message}", Before, next);
    }
}
