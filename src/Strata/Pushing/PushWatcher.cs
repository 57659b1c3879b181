using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Pushing;

/// <summary>Pushes, and again whenever the schema's files rest after a change.</summary>
/// <param name="workspace">The project.</param>
/// <param name="push">Pushes once.</param>
internal sealed class PushWatcher(Workspace workspace, Func<CancellationToken, Task<PushResult>> push)
{
    // Editors write a file in several steps.
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(150);

    /// <summary>Watches until it is cancelled between two pushes. A problem is told, and waited out.</summary>
    /// <param name="pushed">Called with each result.</param>
    /// <param name="failed">Called with each problem.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled during a push.</exception>
    public async Task<WatchResult> RunAsync(Action<PushResult> pushed, Action<ProblemException> failed, CancellationToken cancellationToken)
    {
        using var watcher = new FileSystemWatcher(workspace.Config.Schema) { IncludeSubdirectories = true, EnableRaisingEvents = true };
        using var changed = new SemaphoreSlim(1, 1);
        void Changed(object sender, FileSystemEventArgs e)
        {
            if (IsSource(e.Name) && changed.CurrentCount == 0)
                changed.Release();
        }

        watcher.Changed += Changed;
        watcher.Created += Changed;
        watcher.Deleted += Changed;
        watcher.Renamed += Changed;
        for (var pushes = 0; ; )
        {
            try
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(s_rest, workspace.Host.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return new(pushes);
            }
            try
            {
                var result = await push(cancellationToken).ConfigureAwait(false);
                pushes += result.Plan.IsEmpty ? 0 : 1;
                pushed(result);
            }
            catch (ProblemException e) when (!cancellationToken.IsCancellationRequested)
            {
                failed(e);
            }
        }
    }

    private static bool IsSource(string? file) =>
        file is not null && (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".sql", StringComparison.Ordinal));
}
