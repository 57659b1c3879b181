using System.Runtime.InteropServices;
using System.Text;

namespace Strata.Cli.Terminal;

/// <summary>
/// Standard output and standard error that may be closed, full or gone. A run in the middle of a database is not broken off for that: what
/// cannot be written is
/// dropped, the work goes on, and the exit code tells it at the end.
/// </summary>
internal sealed partial class StandardOutput : Stream
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private readonly Stream _inner;

    private StandardOutput(int descriptor, Func<Stream> open)
    {
        if (IsForeign(descriptor))
            (Failure, _inner) = ("it is closed", Null);
        else
            _inner = open();
    }

    /// <summary>The reason why something could not be written; null when all was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Tells what could not be written, and makes a failure of it.</summary>
    public int Report(int exit)
    {
        if (Failure is not { } failure)
            return exit;
        Console.Error.WriteLine(
            $"error ST0003: standard output could not be written: {failure.TrimEnd('.')}\n  state: the command went on without it\n  next:  run: strata status"
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
            Console.SetOut(Writer(output));
        var error = new StandardOutput(2, Console.OpenStandardError);
        if (error.Failure is not null || Console.IsErrorRedirected)
            Console.SetError(Writer(error));
        return output;
    }

    private static TextWriter Writer(Stream stream) =>
        TextWriter.Synchronized(
            new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 256) { AutoFlush = true }
        );

    /// <summary>
    /// A descriptor that was closed when the program started belongs to whatever the runtime opened first, and writing there would damage
    /// that. What is inherited
    /// does not close on exec; what the runtime opens does (https://man7.org/linux/man-pages/man2/fcntl.2.html).
    /// </summary>
    private static bool IsForeign(int descriptor) =>
        !OperatingSystem.IsWindows()
        && GetFlags(descriptor, GetDescriptorFlags, 0) is var flags
        && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int descriptor, int command, int argument);

    public override void Write(ReadOnlySpan<byte> buffer)
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

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
