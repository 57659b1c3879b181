using Strata.Backups;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;
using Strata.Seeding;

namespace Strata.Resetting;

/// <summary>
/// Drops everything that the project manages in a database, builds it again from the migrations, or from the schema where push owns it, and
/// loads the seed files.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class ResetOperation(Workspace workspace, ResetRequest request)
{
    private const int Named = 8;
    private readonly ReplaceConsent _consent = new(workspace, Allowance.Reset);
    private readonly SeedOperation _seeding = new(workspace);

    private EnvironmentConfig Environment => workspace.Environment;

    /// <exception cref="ProblemException">The environment forbids it (exit 9), it is not confirmed (exit 10), a seed, the schema or the
    /// migrations are invalid (exit 2, 3), or something else needs an object that would be dropped (exit 7).</exception>
    public async Task<ResetResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        await _consent.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var seeds = request.Seed ? _seeding.Find() : [];
        var state = await workspace
            .Databases.WithDatabaseAsync(Environment, () => StateAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var build = await DatabaseBuild.PrepareAsync(workspace, state, cancellationToken).ConfigureAwait(false);
        var managed = await ManagedAsync(build.Wanted, cancellationToken).ConfigureAwait(false);
        await ConfirmAsync(managed, cancellationToken).ConfigureAwait(false);
        var started = workspace.Host.Time.GetTimestamp();
        await DropAsync(build.Wanted, cancellationToken).ConfigureAwait(false);
        await build.RunAsync(cancellationToken).ConfigureAwait(false);
        await _seeding.LoadAsync(seeds, cancellationToken).ConfigureAwait(false);
        return new(Environment.Name, build.Source)
        {
            Dropped = managed.Objects.Count,
            Seeds = seeds.Length,
            Elapsed = workspace.Host.Time.GetElapsedTime(started),
        };
    }

    private async Task<TargetState> StateAsync(CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(Environment, cancellationToken).ConfigureAwait(false))
            return TargetState.Empty;
        var reader = await workspace.Databases.ReaderAsync(Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (state.Stamp is { } stamp)
            StampCheck.Require(stamp, Environment.Name, stamp.Mode, reader.Name);
        return state;
    }

    /// <summary>The managed part of the database, which is dropped.</summary>
    private async Task<Catalog> ManagedAsync(Catalog wanted, CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(Environment, cancellationToken).ConfigureAwait(false))
            return Catalog.Empty;
        var reader = await workspace.Databases.ReaderAsync(Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        return workspace.Scope.Managed(await workspace.Scope.ReadAsync(reader.Connection, cancellationToken).ConfigureAwait(false), wanted);
    }

    private async Task ConfirmAsync(Catalog managed, CancellationToken cancellationToken)
    {
        var name = Environment.Name;
        List<ObjectId> whole = [.. managed.Objects.Values.Where(o => o.Owner is null && o.DroppedWith is null).Select(o => o.Id)];
        if (whole.Count == 0 && workspace.Policy == EnvironmentPolicy.Open)
            return;
        var names = string.Join(", ", whole.Take(Named)) + (whole.Count > Named ? $" and {whole.Count - Named} more" : "");
        var change =
            whole.Count == 0 ? $"\"{name}\" is empty and would be built" : $"of \"{name}\" would be dropped, with all rows: {names}";
        Remedy next = $"{Call.Strata("reset").With("env", name)}";
        _consent.RequireAnswerable(change, request.Confirm, next);
        // A protected one is proven to be restorable before it is dropped.
        if (workspace.Policy != EnvironmentPolicy.Open && whole.Count > 0)
            await new EnvironmentBackups(workspace)
                .MakeBeforeAsync(1, workspace.Policy == EnvironmentPolicy.Protected, cancellationToken)
                .ConfigureAwait(false);
        await _consent.RequireAsync(change, request.Confirm, next, cancellationToken).ConfigureAwait(false);
        if (whole.Count > 0)
            workspace.Progress.Report(new DatabaseClearing(name, names));
    }

    /// <summary>
    /// Drops what is there now, read again under the lock, and nothing that the project does not manage.
    /// </summary>
    private async Task DropAsync(Catalog wanted, CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.TargetAsync(Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await new DatabaseReset(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
            .RunAsync(
                async ct =>
                {
                    var live = await workspace.Scope.ReadAsync(target.Connection, ct).ConfigureAwait(false);
                    return workspace.Dialect.Plan(workspace.Scope.Managed(live, wanted), Catalog.Empty);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
