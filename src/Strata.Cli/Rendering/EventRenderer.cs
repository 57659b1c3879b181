using Spectre.Console;
using Strata.Cli.Terminal;
using Strata.Core.Hosting;
using Strata.Operations;

namespace Strata.Cli.Rendering;

/// <summary>Shows the events of operations as they happen: as lines for people or for programs; long work as a spinner at a terminal.</summary>
internal sealed class EventRenderer(CommandOutput output) : IProgress<StrataEvent>, IDisposable
{
    private TaskCompletionSource? _spinner;
    private StatusContext? _status;
    private Task _shown = Task.CompletedTask;

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
                _spinner = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _shown = output
                    .Console(output.Host.Error)
                    .Status()
                    .StartAsync(
                        Markup.Escape(started.Title),
                        context =>
                        {
                            _status = context;
                            return _spinner.Task;
                        }
                    );
                break;
            case WorkProgressed progressed when _status is not null:
                _status.Status = Markup.Escape(CommandOutput.Clean($"{progressed.Title}: {progressed.At}"));
                break;
            case WorkEnded:
                Dispose();
                break;
        }
    }

    /// <summary>Ends a spinner that is still shown.</summary>
    public void Dispose()
    {
        _spinner?.TrySetResult();
        _shown.GetAwaiter().GetResult();
        (_spinner, _status) = (null, null);
    }
}
