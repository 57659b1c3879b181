using System.Text;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <summary>
/// The document on standard output. Only the first of its writers succeeds: the run, the watchdog or the end of the process.
/// </summary>
internal sealed class ScriptOutput(Stream output, TextWriter error) : IDisposable
{
    private const int Failed = 2;

    private int _isWritten;

    /// <summary>Writes the script, and its errors to standard error as compilers print them.</summary>
    /// <returns>The exit code: 0, or 2 with errors or after another script.</returns>
    public int Write(SchemaScript script)
    {
        if (Interlocked.Exchange(ref _isWritten, 1) == 1)
            return Failed;
        foreach (var mistake in script.Errors)
            error.WriteLine(mistake);
        error.Flush();
        output.Write(Encoding.UTF8.GetBytes(script.ToJson() + "\n"));
        output.Flush();
        return script.Errors.Count == 0 ? 0 : Failed;
    }

    /// <summary>Writes an error when the process ends without a script.</summary>
    public void WriteIfMissing(string message)
    {
        if (Volatile.Read(ref _isWritten) == 1)
            return;
        Environment.ExitCode = Write(SchemaScript.Failed(SchemaError.Of(SchemaErrorCodes.Run, message)));
    }

    public void Dispose() => output.Dispose();
}
