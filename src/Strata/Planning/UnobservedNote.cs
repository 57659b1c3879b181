using Strata.Core.Hosting;
using Strata.Project.Workspaces;

namespace Strata.Planning;

/// <summary>The note of a comparison that pg_dump, or whatever observes the dialect, took no part in.</summary>
/// <param name="workspace">The project.</param>
internal sealed class UnobservedNote(Workspace workspace)
{
    /// <summary>The note; null where states are observed, or nothing ever observes this dialect.</summary>
    public async Task<string?> TextAsync(CancellationToken cancellationToken) =>
        workspace.Dialect.Observer is not null
        && await workspace.Shadows.WhyUnobservedAsync(cancellationToken).ConfigureAwait(false) is { } why
            ? $"compared by Strata alone: {why}"
            : null;

    /// <summary>Says it, where there is something to say. After the comparison: pg_dump may have failed in it.</summary>
    public async Task SayAsync(CancellationToken cancellationToken)
    {
        if (await TextAsync(cancellationToken).ConfigureAwait(false) is { } note)
            workspace.Progress.Note(note);
    }
}
