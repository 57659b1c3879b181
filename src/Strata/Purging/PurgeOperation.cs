using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;
using Strata.Project.Guards;
using Strata.Project.Workspaces;
using Strata.RollingBack;

namespace Strata.Purging;

/// <summary>Deletes the data of dropped objects whose retention has ended.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class PurgeOperation(Workspace workspace, PurgeRequest request)
{
    private const string NothingDeleted = "nothing was deleted";

    /// <exception cref="ProblemException">It is not confirmed (ST1107, exit 10) or declined (ST1104, exit 9); the login may not see
    /// retained
    /// data (ST1216, exit 12); another object needs what is deleted (exit 7).</exception>
    public async Task<PurgeResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var retained = await ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var entry in retained)
            workspace.Progress.Report(new RetainedFound(entry));
        var chosen = Choose(retained);
        if (chosen.Count == 0)
            return new(retained.Length, [], null);
        await Judge(chosen).RequireAsync(workspace.Host.Decisions, cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var deleted = await new Purge(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
            .RunAsync(chosen.Select(k => k.Place).ToHashSet(StringComparer.Ordinal), cancellationToken)
            .ConfigureAwait(false);
        return new(retained.Length, [.. deleted.Select(d => d.Place)], target.Name);
    }

    /// <summary>Lists retained data. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">The login may not see retained data (ST1216, exit 12), or there is no connection (exit
    /// 11).</exception>
    public async Task<PurgePreview> PreviewAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var retained = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return new(retained, Choose(retained).Count);
    }

    private List<RetainedObject> Choose(ImmutableArray<RetainedEntry> retained) =>
        [.. retained.Select(r => r.Object).Where(o => request.All || o.IsExpired)];

    /// <summary>Reads the record, for which a login that may only read is enough.</summary>
    private async Task<ImmutableArray<RetainedEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return [];
        var reader = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var objects =
            await reader.ReadRetainedAsync(sizes: true, cancellationToken).ConfigureAwait(false)
            ?? throw PurgeProblems.Invisible.Error(
                reader.Name,
                "this login may not see retained data",
                NothingDeleted,
                "use the login that runs the migrations"
            );
        if (objects.IsEmpty)
            return [];
        var migrations = await MigrationsAsync(cancellationToken).ConfigureAwait(false);
        var now = workspace.Host.Time.GetUtcNow();
        return [.. objects.Select(o => new RetainedEntry(o, migrations.GetValueOrDefault(o.Place), now - o.KeptAt))];
    }

    /// <summary>The migrations that retain data, by its place: their down-scripts name it.</summary>
    private async Task<Dictionary<string, string>> MigrationsAsync(CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
            foreach (var migration in folder?.Migrations ?? [])
            {
                var candidate = await RollbackCandidate
                    .ReadAsync(migration, workspace.Dialect.Syntax, null, cancellationToken)
                    .ConfigureAwait(false);
                foreach (var place in candidate.Places)
                    tags.TryAdd(place, migration.Tag);
            }
        }
        catch (ProblemException e)
        {
            workspace.Progress.Note(
                $"the migrations that retain data cannot be read from the folder: {e.Problem.What} ({e.Problem.Where})"
            );
        }
        return tags;
    }

    /// <summary>Judges the purge: protected by the environment's name, else by a yes or the name.</summary>
    private Verdict Judge(List<RetainedObject> chosen)
    {
        const int Named = 5;
        var (environment, isProtected) = (workspace.Environment, workspace.Policy == EnvironmentPolicy.Protected);
        var guard = new ProtectedChangeGuard(environment, workspace.Policy, request.Confirm);
        if (guard.IsConfirmed || guard.OfName() is Verdict.Refused)
            return guard.OfName();
        var more = chosen.Count > Named ? $" and {chosen.Count - Named} more" : "";
        var objects = string.Join(", ", chosen.Take(Named).Select(o => o.Object));
        var what = $"{Quantity.Count(chosen.Count, "retained object")} would be deleted for good: {objects}{more}";
        var purge = Call.Strata("purge");
        if (request.All)
            purge = purge.With("all");
        purge = isProtected ? purge.With("confirm", environment.Name) : purge.With("yes");
        return new Verdict.NeedsConfirmation(
            new(QuestionKind.Purge, isProtected ? $"{what}. Type the environment's name to go on" : $"{what}. Go on?")
            {
                IsOrdinary = !isProtected,
            },
            PurgeProblems.Unconfirmed.At(environment.Where, what, NothingDeleted, $"to delete: {purge}"),
            GuardProblems.NotConfirmed.At(
                "",
                "not confirmed",
                NothingDeleted,
                $"see what is retained: {Call.Strata("purge").With("dry-run")}"
            )
        )
        {
            Name = isProtected ? environment.Name : null,
        };
    }
}
