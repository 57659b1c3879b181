using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Project.Workspaces;
using Strata.Replacing;
using Strata.SyncingContent;

namespace Strata.Deploy.Deploying;

/// <summary>Copies another environment's database, or its content, in a deploy.</summary>
internal sealed class DatabaseCopies : IAsyncDisposable
{
    private readonly Workspace? _source;
    private readonly ReplaceOperation? _replacement;
    private readonly SyncContentOperation? _content;

    /// <param name="workspace">The project with the environment that is deployed to.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="ProblemException">The environment to copy from does not exist (ST2005), or strata.json names no content (ST5054):
    /// exit 2.</exception>
    public DatabaseCopies(Workspace workspace, DeployRequest request)
    {
        Remedy next = $"{RequestCall.Of(request, workspace.Environment.Name)}";
        if (request.Database == DatabaseChange.Replace)
        {
            _source = workspace.With(workspace.Config.Environment(request.Source!));
            _replacement = new(workspace, _source, request.Confirm, next);
        }
        else if (request.SyncContent)
        {
            _source = SyncContentOperation.Source(workspace, request.Source);
            _content = new(workspace, _source, request.Confirm, next);
        }
    }

    /// <summary>The name of the environment that is copied as a whole; null where none is.</summary>
    public string? Replacing => _replacement is null ? null : Name;

    /// <summary>The replacement that is done; null before the two databases are swapped.</summary>
    public ReplaceResult? Replaced => _replacement?.Done;

    private string Name => _source!.Environment.Name;

    /// <summary>Finds every problem of a copy that can be found before anything is changed.</summary>
    /// <exception cref="ProblemException">Exit 2, 7, 9, 10, 11, 12: nothing was changed.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (_replacement is not null)
            await _replacement.RequireAsync(cancellationToken).ConfigureAwait(false);
        if (_content is not null)
            await _content.RequireAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports the content that would be changed.</summary>
    public async Task PreviewAsync(CancellationToken cancellationToken)
    {
        if (_content is not null)
            await _content.PreviewAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The outcome, for a person.</returns>
    public async Task<string> ReplaceAsync(CancellationToken cancellationToken)
    {
        var result = await _replacement!.RunAsync(cancellationToken).ConfigureAwait(false);
        return $"a copy of {Name}, {Rows(result.Rows)}; the former database is retained";
    }

    /// <returns>The number of rows that were changed, and the outcome for a person.</returns>
    public async Task<(long Rows, string Told)> SyncAsync(CancellationToken cancellationToken)
    {
        var result = await _content!.RunAsync(cancellationToken).ConfigureAwait(false);
        return (result.Rows, result.Rows == 0 ? "the same already" : $"{Rows(result.Rows)} changed, as {Name} has them");
    }

    /// <summary>A number of rows, for a person.</summary>
    public static string Rows(long rows) => Quantity.Count(rows, "row");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
