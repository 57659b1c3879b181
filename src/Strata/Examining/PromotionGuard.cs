using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Examining;

/// <summary>
/// Requires that a protected environment takes only migrations that the one before it in "promote" has applied and verified.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class PromotionGuard(Workspace workspace)
{
    /// <summary>The environment that comes before the workspace's; null where "promote" names none.</summary>
    public EnvironmentConfig? Before
    {
        get
        {
            var order = workspace.Config.Promote.ToList();
            var at = order.IndexOf(workspace.Environment.Name);
            return at > 0 ? workspace.Config.Environment(order[at - 1]) : null;
        }
    }

    /// <exception cref="ProblemException">The environment before has not applied and verified them (ST9061, exit 9), or cannot be read
    /// (exit 9 or 11).</exception>
    public async Task RequireAsync(MigrationFolder folder, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        if (Before is not { } before || migrations.Count == 0)
            return;
        var waiting = await WaitingAsync(folder, before, migrations, cancellationToken).ConfigureAwait(false);
        if (waiting is null)
            return;
        throw ExaminingProblems.NotPromoted.Error(
            workspace.Environment.Where,
            $"\"{workspace.Environment.Name}\" takes only what \"{before.Name}\" has applied and verified (\"promote\"): {waiting}",
            "nothing was run",
            $"run them there first: {Call.Strata("migrate").With("env", before.Name)}"
        );
    }

    /// <summary>Describes what the environment before lacks; null where it has applied and verified everything.</summary>
    public async Task<string?> WaitingAsync(
        MigrationFolder folder,
        EnvironmentConfig before,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken
    )
    {
        var tags = migrations.Select(m => m.Tag).ToHashSet(StringComparer.Ordinal);
        if (!await workspace.Databases.ExistsAsync(before, cancellationToken).ConfigureAwait(false))
            return $"{string.Join(", ", tags)} {Verb(tags.Count)} not applied there, it has no database yet";
        var reader = await workspace.Databases.ReaderAsync(before, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var open = HistoryCheck
            .Compare(folder.Migrations, state, reader.Name, to: null, OutOfOrder.Apply)
            .Where(p => !p.Record && tags.Contains(p.Migration.Tag))
            .Select(p => p.Migration.Tag)
            .ToList();
        if (open.Count > 0)
            return $"{string.Join(", ", open)} {Verb(open.Count)} not applied there";
        var last = migrations.Max(m => m.Idx);
        return state.Current.Any(r => r is { State: HistoryState.Applied, Fingerprint: not null } && r.Idx >= last)
            ? null
            : $"{string.Join(", ", tags)} {Verb(tags.Count)} applied there and not verified";
    }

    private static string Verb(int count) => count == 1 ? "is" : "are";
}
