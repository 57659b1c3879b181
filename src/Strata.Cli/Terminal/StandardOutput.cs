using System.Runtime.InteropServices;
using System.Text;

namespace Strata.Cli.Terminal;

/// <summary>
/// Standard output and standard error that may be closed, full or gone. A run in the middle of a database is not broken off for that: what
/// cannot be written is dropped, the work goes on, and the exit code tells it at the end.
/// </summary>
internal sealed partial class StandardOutput : TextWriter
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private readonly StreamWriter _inner;

    private StandardOutput(int descriptor, Func<Stream> open)
    {
        if (IsForeign(descriptor))
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

    /// <summary>
    /// Puts one in the place of <see cref="Console.Out"/> and of <see cref="Console.Error"/>, where they are no terminals.
    /// </summary>
    /// <returns>The one of standard output.</returns>
    public static StandardOutput Install()
    {
        var output = new StandardOutput(1, Console.OpenStandardOutput);
        if (output.Failure is not null || Console.IsOutputRedirected)
            Console.SetOut(Synchronized(output));
        var error = new StandardOutput(2, Console.OpenStandardError);
        if (error.Failure is not null || Console.IsErrorRedirected)
            Console.SetError(Synchronized(error));
        return output;
    }

    /// <summary>
    /// A descriptor that was closed when the program started belongs to whatever the runtime opened first, and writing there would damage
    /// that. What is inherited does not close on exec; what the runtime opens does (https://man7.org/linux/man-pages/man2/fcntl.2.html).
    /// </summary>
    private static bool IsForeign(int descriptor) =>
        !OperatingSystem.IsWindows()
        && GetFlags(descriptor, GetDescriptorFlags, 0) is var flags
        && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int descriptor, int command, int argument);

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
