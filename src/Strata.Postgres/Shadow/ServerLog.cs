using System.Diagnostics;

namespace Strata.Postgres.Shadow;

/// <summary>The last lines a process wrote; reading them also keeps its pipe from filling up.</summary>
internal sealed class ServerLog
{
    private const int Kept = 20;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    public ServerLog(Process process)
    {
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public string Tail
    {
        get
        {
            lock (_lock)
                return string.Join("; ", _lines);
        }
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }
}
