using System.Text;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <summary>Writes the document, once, whoever comes first: the run, the watchdog or the end of the process.</summary>
internal sealed class Report(Stream output, TextWriter error) : IDisposable
{
    public const int Failed = 2;

    private int _written;

    /// <returns>The exit code: 0, or 2 when there are errors.</returns>
    public int Write(SchemaScript script)
    {
        if (Interlocked.Exchange(ref _written, 1) == 1)
            return Failed;
        foreach (var mistake in script.Errors)
            error.WriteLine(mistake);
        error.Flush();
        output.Write(Encoding.UTF8.GetBytes(script.ToJson() + "\n"));
        output.Flush();
        return script.Errors.Count == 0 ? 0 : Failed;
    }

    /// <summary>The process is ending and nothing was said yet.</summary>
    public void WriteIfSilent(string why)
    {
        if (Volatile.Read(ref _written) == 1)
            return;
        Environment.ExitCode = Write(SchemaScript.Failed(new SchemaError("", 0, 0, "RUN", why)));
    }

    public void Dispose() => output.Dispose();
}
