using System.Diagnostics;
using System.Text;

namespace Strata.Cli.Tests.Support;

/// <summary>The program at a terminal: util-linux's script gives it one, and we are the person at it.</summary>
public sealed class TerminalSession : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _seen = new();
    private readonly Task _reading;

    public TerminalSession(CliProject project, string arguments)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"stty rows 40 cols 200; exec '{CliProject.Program}' {arguments}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = project.Root,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    public string Seen
    {
        get
        {
            lock (_seen)
                return _seen.ToString();
        }
    }

    /// <summary>Waits until a text is on the screen, then types.</summary>
    public async Task AnswerAsync(string text, string keys)
    {
        for (var i = 0; i < 600 && !Seen.Contains(text, StringComparison.Ordinal); i++)
            await Task.Delay(50);
        Assert.Contains(text, Seen, StringComparison.Ordinal);
        // What is on the screen may be drawn before its keys are listened to.
        await Task.Delay(200);
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Closes the terminal, as closing its window does: the program gets SIGHUP, and lives on without it.</summary>
    public async Task CloseAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new char[1024];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var read)
        {
            lock (_seen)
                _seen.Append(buffer, 0, read);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
