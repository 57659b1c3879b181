using System.Text;
using Strata.Core.Processes;

namespace Strata.Cli.Terminal;

/// <summary>
/// Standard output and standard error that may be closed, full or gone. A run in the middle of a database is not broken off for that: what
/// cannot be written is dropped, the work goes on, and the exit code tells it at the end.
/// </summary>
internal sealed class StandardOutput : TextWriter
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly StreamWriter _inner;

    private StandardOutput(int descriptor, Func<Stream> open)
    {
        if (InheritedDescriptor.IsForeign(descriptor))
            Failure = "it is closed";
        _inner = new(Failure is null ? open() : Stream.Null, Encoding, bufferSize: 256) { AutoFlush = true };
    }

    /// <summary>The reason why something could not be written; null when all was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Tells what could not be written, and makes a failure of it.</summary>
    public int Report(int exit)
    {
        if (Failure is not { } failure)
            return exit;
        Console.Error.WriteLine(
            $"""
            error ST0003: standard output could not be written: {failure.TrimEnd('.')}
              state: the command went on without it
              next:  run: strata status
            """
        );
        return exit == 0 ? (int)ExitCode.Internal : exit;
    }

    /// <summary>Tells that the process ends before the command has tidied up: at once, where nobody reads.</summary>
    public static void Abandon() =>
        Task.Run(() => Console.Error.WriteLine("ended at once; the state of the database is unknown; next: run: strata status"))
            .Wait(s_patience);

    /// <summary>
    /// Puts one in the place of <see cref="Console.Out"/> and of <see cref="Console.Error"/>: a terminal can be closed. A console of
    /// Windows stays, which has its own encoding.
    /// </summary>
    /// <returns>The one of standard output.</returns>
    public static StandardOutput Install()
    {
        var output = new StandardOutput(1, Console.OpenStandardOutput);
        if (output.Failure is not null || Console.IsOutputRedirected || !OperatingSystem.IsWindows())
            Console.SetOut(Synchronized(output));
        var error = new StandardOutput(2, Console.OpenStandardError);
        if (error.Failure is not null || Console.IsErrorRedirected || !OperatingSystem.IsWindows())
            Console.SetError(Synchronized(error));
        return output;
    }

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (Failure is not null)
            return;
        try
        {
            _inner.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e.Message;
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    // At once, so that lines of two processes on one pipe do not mix.
    public override void WriteLine(string? value) => Write(value + NewLine);
}
