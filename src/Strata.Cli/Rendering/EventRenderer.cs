using Spectre.Console;

namespace Strata.Cli.Rendering;

/// <summary>Shows the events of operations as they happen: as lines; long work as a spinner at a terminal.</summary>
internal sealed class EventRenderer(CommandOutput output) : IProgress<StrataEvent>, IDisposable
{
    private ManualResetEventSlim? _done;
    private StatusContext? _status;
    private Thread? _spinner;

    private bool ShowsWork => output.Host.IsTerminal && !output.Json && !output.Options.Quiet;

    /// <inheritdoc/>
    public void Report(StrataEvent value)
    {
        if (ShowsWork)
            Work(value);
        else if (value is WorkProgressed progressed)
            output.Detail(progressed.At);
        foreach (var line in EventLines.Of(value, output.Words))
            output.Line(line);
        EventText.Write(value, output);
    }

    private void Work(StrataEvent value)
    {
        switch (value)
        {
            case WorkStarted started when _spinner is null:
                var done = _done = new();
                _spinner = new Thread(() => Spin(Markup.Escape(ControlCharacters.Escape(started.Title)), done)) { IsBackground = true };
                _spinner.Start();
                break;
            case WorkProgressed progressed when _status is not null:
                _status.Status = Markup.Escape(ControlCharacters.Escape($"{progressed.Title}: {progressed.At}"));
                break;
            case WorkEnded:
                Dispose();
                break;
        }
    }

    // A thread of its own, since events are reported synchronously. It waits for an event and for no task.
    private void Spin(string title, ManualResetEventSlim done)
    {
        try
        {
            var status = output.Console(output.Host.Error).Status();
            status.Start(
                title,
                context =>
                {
                    _status = context;
                    done.WaitHandle.WaitOne();
                }
            );
        }
        catch (IOException)
        {
            // The terminal is gone. An exception that leaves a thread ends the process, and with it the run that was shown here.
        }
    }

    /// <summary>Ends a spinner that is still shown, so that no line is written into it.</summary>
    public void Dispose()
    {
        _done?.Set();
        _spinner?.Join();
        _done?.Dispose();
        (_spinner, _status, _done) = (null, null, null);
    }
}
