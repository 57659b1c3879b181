using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Data;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.SyncingContent;

/// <summary>Makes the tables of <c>"content"</c> hold the rows of another environment.</summary>
/// <param name="target">The project with the environment that is changed.</param>
/// <param name="source">The project with the environment that the rows are copied from; only read.</param>
/// <param name="confirm">The target's name, where it was given with the request.</param>
/// <param name="next">The operation that asks for it, without its confirmation; null for the usual one.</param>
internal sealed class SyncContentOperation(Workspace target, Workspace source, string? confirm, Remedy? next = null)
{
    private readonly ReplaceConsent _consent = new(target, "");
    private readonly ContentSync _sync = new(target.Provider.Content);

    private string From => source.Environment.Name;

    private string To => target.Environment.Name;

    private Remedy Next => next ?? $"{Call.Strata("deploy").With("env", To).With("sync-content").With("from", From)}";

    /// <summary>The project with the environment that the rows are copied from where nobody names another.</summary>
    /// <exception cref="ProblemException">strata.json names no content (ST5054), or no such environment (ST2005): exit 2.</exception>
    public static Workspace Source(Workspace target, string? name) =>
        target.With(target.Config.Environment(name ?? Settings(target.Config).From));

    /// <summary>Compares, and requires that somebody can confirm the change.</summary>
    /// <exception cref="ProblemException">Exit 2, 7, 9, 10, 11: nothing was changed.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        var preview = await PreviewAsync(cancellationToken).ConfigureAwait(false);
        if (preview.Rows > 0)
            _consent.RequireAnswerable($"content of \"{To}\" would be changed", confirm, Next);
    }

    /// <summary>Compares, and changes nothing.</summary>
    /// <exception cref="ProblemException">Exit 2, 7, 9, 11.</exception>
    public async Task<SyncContentResult> PreviewAsync(CancellationToken cancellationToken)
    {
        var (from, to) = await EndpointsAsync(cancellationToken).ConfigureAwait(false);
        return new(From, await CompareAsync(from, to, cancellationToken).ConfigureAwait(false)) { IsDryRun = true };
    }

    /// <summary>Compares, has the change confirmed, and makes it.</summary>
    /// <exception cref="ProblemException">Exit 2, 7, 9, 10, 11: nothing was changed.</exception>
    public async Task<SyncContentResult> RunAsync(CancellationToken cancellationToken)
    {
        target.RequireNamed();
        var (from, to) = await EndpointsAsync(cancellationToken).ConfigureAwait(false);
        var counts = await CompareAsync(from, to, cancellationToken).ConfigureAwait(false);
        var rows = counts.Sum(c => c.Rows);
        if (rows == 0)
            return new(From, counts);
        var tables = counts.Where(c => c.Rows > 0).Select(c => $"{c.Table} +{c.Inserts} ~{c.Updates} -{c.Deletes}");
        var change = $"{Quantity.Count(rows, "row")} of \"{To}\" would be changed: {string.Join(", ", tables)}";
        await _consent.RequireAsync(change, confirm, Next, cancellationToken).ConfigureAwait(false);
        counts = await SyncAsync(from, to, apply: true, cancellationToken).ConfigureAwait(false);
        target.Databases.MarkWritten();
        return new(From, counts);
    }

    private async Task<(DataEndpoint From, DataEndpoint To)> EndpointsAsync(CancellationToken cancellationToken)
    {
        Settings(target.Config);
        var (from, _) = await GuardedEndpoint.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        var (to, _) = await GuardedEndpoint.OpenAsync(target, cancellationToken).ConfigureAwait(false);
        await EndpointGuard.RequireTwoAsync(from, to, target.Provider.Swap, cancellationToken).ConfigureAwait(false);
        return (from, to);
    }

    private async Task<ImmutableArray<ContentCount>> CompareAsync(DataEndpoint from, DataEndpoint to, CancellationToken cancellationToken)
    {
        var counts = await SyncAsync(from, to, apply: false, cancellationToken).ConfigureAwait(false);
        foreach (var count in counts)
            target.Progress.Report(new ContentCompared(count));
        return counts;
    }

    private Task<ImmutableArray<ContentCount>> SyncAsync(
        DataEndpoint from,
        DataEndpoint to,
        bool apply,
        CancellationToken cancellationToken
    )
    {
        List<ContentTable> tables = [.. Settings(target.Config).Tables.Select(t => new ContentTable(t.Name, [.. t.Key]))];
        return target.Progress.WorkAsync(
            apply ? "Copying content" : "Comparing content",
            at => _sync.RunAsync(from, to, tables, apply, at, cancellationToken)
        );
    }

    private static ContentSettings Settings(ProjectConfig config) =>
        config.Content
        ?? throw ContentProblems.NoTables.Error(
            config.File,
            "no tables whose rows are content in strata.json",
            "nothing was changed",
            "add: \"content\": { \"tables\": [\"…\"], \"from\": \"local\" }"
        );
}
