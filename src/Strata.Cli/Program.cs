using System.Runtime.InteropServices;
using Strata.Bundling;
using Strata.Cli;

using var cancel = new CancellationTokenSource();
ExitCode interrupted = default;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, ExitCode.Interrupted));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, ExitCode.Terminated));
using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Stop(c, ExitCode.HungUp));
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

// The first signal asks the command to stop and tidy up; the second ends the process. A terminal that is closed sends SIGHUP twice: from
// the kernel and from its shell.
void Stop(PosixSignalContext context, ExitCode exit)
{
    context.Cancel = interrupted == default || exit == ExitCode.HungUp;
    if (!context.Cancel)
        StandardOutput.Abandon();
    if (interrupted != default)
        return;
    interrupted = exit;
    cancel.Cancel();
}
