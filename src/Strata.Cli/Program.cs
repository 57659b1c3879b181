using System.Runtime.InteropServices;
using Strata.Bundling;
using Strata.Cli;

using var cancel = new CancellationTokenSource();
ExitCode interrupted = default;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, ExitCode.Interrupted));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, ExitCode.Terminated));
var output = StandardOutput.Install();
var host = new CommandHost
{
    Out = Console.Out,
    Error = Console.Error,
    IsTerminal = !Console.IsOutputRedirected && !Console.IsErrorRedirected,
    IsOutputRedirected = Console.IsOutputRedirected,
    CanAsk = !Console.IsInputRedirected && !Console.IsOutputRedirected && !Console.IsErrorRedirected,
    Variables = EnvironmentVariables.OfProcess(),
    WorkingDirectory = Environment.CurrentDirectory,
};
var exit = await new CommandLine(host, BundleFile.Find()).RunAsync(args, () => interrupted, cancel.Token);
return output.Report(exit);

// The first signal asks the command to stop and tidy up; the second ends the process.
void Stop(PosixSignalContext context, ExitCode exit)
{
    if (interrupted != default)
        return;
    context.Cancel = true;
    interrupted = exit;
    cancel.Cancel();
}
