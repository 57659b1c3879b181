using System.Collections.Immutable;
using Strata.Backups;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;
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
        await DropAsync(build.Wanted, WholeOf(managed), cancellationToken).ConfigureAwait(false);
        await BuildAsync(build, seeds, cancellationToken).ConfigureAwait(false);
        return new(Environment.Name, build.Source)
        {
            Dropped = managed.Objects.Count,
            Seeds = seeds.Length,
            Elapsed = workspace.Host.Time.GetElapsedTime(started),
        };
    }

    /// <summary>Whatever stops it from here on, the old objects are gone, and the same command begins again.</summary>
    private async Task BuildAsync(DatabaseBuild build, ImmutableArray<SeedFile> seeds, CancellationToken cancellationToken)
    {
        Remedy again = $"empty it and build it again: {Call.Strata("reset").With("env", Environment.Name)}";
        try
        {
            await build.RunAsync(cancellationToken).ConfigureAwait(false);
            await _seeding.LoadAsync(seeds, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw ExecutionProblems.Interrupted.Error(Environment.Name, "the reset was interrupted", Left(""), again, e);
        }
        catch (ProblemException e)
        {
            Remedy then = $"{e.Problem.Next}; then {again}";
            throw new ProblemException(
                e.Problem with
                {
                    State = Left(e.Problem.State),
                    Next = e.Kind == ProblemKind.Interrupted ? again : then,
                },
                e
            );
        }

        string Left(string state) =>
            $"what \"{Environment.Name}\" held was dropped"
            + (seeds.IsEmpty ? "" : $"; {_seeding.Loaded} of {Quantity.Count(seeds.Length, "seed file")} were loaded")
            + (state.Length == 0 ? "" : $"; {state}");
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

    /// <summary>Between the answer and the lock, somebody may have made more.</summary>
    private void RequireAgreed(IReadOnlyList<ObjectId> now, IReadOnlyList<ObjectId> agreed, string target)
    {
        var more = now.Except(agreed).ToList();
        if (more.Count > 0)
            throw ExecutionProblems.ChangedMeanwhile.Error(
                target,
                $"since the question was asked, {target} has more that would be dropped: {string.Join(", ", more.Take(Named))}",
                "nothing was dropped",
                $"look again, and decide anew: {Call.Strata("reset").With("env", Environment.Name)}"
            );
    }

    private async Task ConfirmAsync(Catalog managed, CancellationToken cancellationToken)
    {
        var name = Environment.Name;
        var whole = WholeOf(managed);
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

    private static List<ObjectId> WholeOf(Catalog managed) =>
        [.. managed.Objects.Values.Where(o => o.Owner is null && o.DroppedWith is null).Select(o => o.Id)];

    /// <summary>
    /// Drops what is there now, read again under the lock, nothing that the project does not manage, and nothing that nobody was shown.
    /// </summary>
    private async Task DropAsync(Catalog wanted, IReadOnlyList<ObjectId> agreed, CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.TargetAsync(Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await new DatabaseReset(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
            .RunAsync(
                async ct =>
                {
                    var live = await workspace.Scope.ReadAsync(target.Connection, ct).ConfigureAwait(false);
                    var managed = workspace.Scope.Managed(live, wanted);
                    RequireAgreed(WholeOf(managed), agreed, target.Name);
                    return workspace.Dialect.Plan(managed, Catalog.Empty);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
