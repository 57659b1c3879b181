using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Strata.Cli.Bundling;
using Strata.Cli.Commands;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>The command line: parses it, runs one command, and turns whatever happens into a message and an exit code.</summary>
internal sealed class App(TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly BundleFile? _bundled = BundleFile.Find();
    private ExitCode _interrupted;

    public TimeProvider Time => time;

    /// <summary>The command line as it came.</summary>
    public IReadOnlyList<string> Arguments { get; private set; } = [];

    /// <summary>The migrations inside of the program; null in the program that makes bundles.</summary>
    public Bundle? Bundle { get; private set; }

    public async Task<int> RunAsync(string[] args)
    {
        var output = StandardOutput.Install();
        var exit = await AnswerAsync(args).ConfigureAwait(false);
        if (output.Failure is not { } failure)
            return exit;
        await Console
            .Error.WriteLineAsync(
                $"error ST0003: standard output could not be written: {failure.TrimEnd('.')}\n  state: the command went "
                    + $"on without it\n  next:  run: strata status"
            )
            .ConfigureAwait(false);
        return exit == (int)ExitCode.Done ? (int)ExitCode.Internal : exit;
    }

    private async Task<int> AnswerAsync(string[] args)
    {
        Arguments = args;
        var (root, options) = Build();
        var parsed = root.Parse(args);
        var report = Reporter.For(parsed, options);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, ExitCode.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, ExitCode.Terminated));
        try
        {
            if (
                args is ["help" or "--help" or "-h" or "-?"]
                || (parsed.CommandResult.Command == root && parsed.UnmatchedTokens.Count == 0 && !args.Contains("--version"))
            )
            {
                report.Say(_bundled is null ? HelpText.Screen() : HelpText.BundleScreen());
                return (int)ExitCode.Done;
            }
            if (parsed.Errors.Count > 0 && !args.Any(a => a is "--help" or "-h" or "-?"))
                throw _bundled is null ? Misuse.Of(root, parsed) : Misuse.OfBundle(root, parsed);
            Bundle = _bundled is null ? null : Bundle.Open(_bundled);
            return await parsed
                .InvokeAsync(
                    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                    _cancel.Token
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            var exit = e.Kind == ProblemKind.Interrupted && _interrupted != default ? _interrupted : (ExitCode)e.Kind;
            report.Problem(e.Problem, exit, e);
            return (int)exit;
        }
        catch (OperationCanceledException e) when (_cancel.IsCancellationRequested)
        {
            report.Problem(new("ST0130", "", "interrupted", "nothing was changed by this command", "run it again"), _interrupted, e);
            return (int)_interrupted;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            report.Problem(
                new(
                    "ST2012",
                    "",
                    $"a file or folder cannot be used: {e.Message.TrimEnd('.')}",
                    "what was printed before this is done",
                    "give this user access to it, or free space on its disk; then run the command again"
                ),
                ExitCode.Usage,
                e
            );
            return (int)ExitCode.Usage;
        }
        catch (Exception e) when (e is StatementException or DbException)
        {
            var lost = e is StatementException { Kind: FailureKind.Lost } or { InnerException: IOException or SocketException };
            var exit = lost ? ExitCode.NoConnection : ExitCode.Preflight;
            var code = (e as StatementException)?.Code ?? (e as DbException)?.SqlState;
            report.Problem(
                new(
                    "ST1218",
                    "",
                    $"{(lost ? "the connection was lost" : "the database refused what Strata asked of it")}: {e.Message.TrimEnd('.')}{(code is null ? "" : $" [{code}]")}",
                    "what was printed before this is done",
                    "see that the server is well and what this login may do: strata doctor; then run the command again"
                ),
                exit,
                e
            );
            return (int)exit;
        }
#pragma warning disable CA1031 // The last handler: whatever got here is a bug, and is shown as one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            report.Problem(
                new(
                    "ST0001",
                    "",
                    $"an internal error: {e.GetType().Name}: {e.Message}",
                    "unknown: see what was printed before this",
                    "run: strata status; and report this as a bug, with the output of --verbose"
                ),
                ExitCode.Internal,
                e
            );
            return (int)ExitCode.Internal;
        }
    }

    private (RootCommand Root, GlobalOptions Options) Build()
    {
        var options = new GlobalOptions();
        var root = new RootCommand("Strata keeps databases equal to a C# schema");
        options.AddTo(root, _bundled is not null);
        foreach (var command in CommandList.All(this, options).Where(c => _bundled is null || Bundle.Commands.Contains(c.Name)))
            root.Subcommands.Add(command);
        return (root, options);
    }

    /// <summary>The first signal asks the command to stop and tidy up; the second ends the process.</summary>
    private void Stop(PosixSignalContext context, ExitCode exit)
    {
        if (_interrupted != default)
            return;
        context.Cancel = true;
        _interrupted = exit;
        _cancel.Cancel();
    }

    public void Dispose()
    {
        Bundle?.Dispose();
        _cancel.Dispose();
    }
}
