using System.Data.Common;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning.Renames;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Planning;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Pushing;

/// <summary>Makes an environment's database equal to the schema: never a protected one, never with data lost on a guess.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class PushOperation(Workspace workspace, PushRequest request)
{
    private readonly PushGuard _guard = new(workspace.Environment, workspace.Policy);

    /// <summary>Requires that the policy permits a push, before the database is opened.</summary>
    /// <exception cref="ProblemException">The environment is protected (ST9010, exit 9), or a preview one and nobody confirmed (ST9011,
    /// exit
    /// 10 or 9).</exception>
    public async Task RequirePolicyAsync(CancellationToken cancellationToken)
    {
        await _guard.OfPolicy().RequireAsync(workspace.Host.Decisions, cancellationToken).ConfigureAwait(false);
        workspace.RequireNamed();
    }

    /// <summary>Pushes once.</summary>
    /// <exception cref="ProblemException">The schema is invalid (exit 2), a decision is missing (exit 10) or declined (exit 9), another run
    /// holds the lock (exit 6), or a statement failed (exit 7 or 8).</exception>
    public async Task<PushResult> RunAsync(CancellationToken cancellationToken)
    {
        var code = await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false);
        var after = await workspace.Schema.BuildAsync(code, cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        if (request.DryRun)
            return await PreviewAsync(target, code, after, cancellationToken).ConfigureAwait(false);
        var started = workspace.Host.Time.GetTimestamp();
        var runner = new PlanRunner(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report);
        var plan = await workspace
            .Databases.WithDatabaseAsync(
                workspace.Environment,
                () => runner.RunAsync((c, first, ct) => JudgedAsync(c, first, code, after, ct), cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new(plan, target.Name) { Elapsed = workspace.Host.Time.GetElapsedTime(started) };
    }

    /// <summary>Requires that nothing is asked that nobody can answer, before other work that would be for nothing.</summary>
    /// <exception cref="ProblemException">The schema is invalid (exit 2), the database is another one's (exit 9), or a decision is missing
    /// (exit 10).</exception>
    public async Task RequireAnswerableAsync(CancellationToken cancellationToken)
    {
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return;
        var code = await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false);
        var after = await workspace.Schema.BuildAsync(code, cancellationToken).ConfigureAwait(false);
        var reader = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        try
        {
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == ProviderProblems.MissingDatabase.Code)
        {
            return;
        }
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        StampCheck.Require(state.Stamp, workspace.Environment.Name, StampMode.Push, reader.Name);
        ValueTask Count(int objects)
        {
            if (state.Stamp is null)
                _guard.OfFirstContact(objects).RequireAnswerable(workspace.Host.Decisions);
            return ValueTask.CompletedTask;
        }

        var plan = await PlanAsync(reader.Connection, Count, code, after, cancellationToken).ConfigureAwait(false);
        PushGuard.OfDataLoss(Undecided(plan), request.Acknowledged).RequireAnswerable(workspace.Host.Decisions);
    }

    private async Task<PushResult> PreviewAsync(
        IMigrationTarget target,
        SchemaCode code,
        Catalog after,
        CancellationToken cancellationToken
    )
    {
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        StampCheck.Require(state.Stamp, workspace.Environment.Name, StampMode.Push, target.Name);
        var plan = await PlanAsync(target.Connection, _ => ValueTask.CompletedTask, code, after, cancellationToken).ConfigureAwait(false);
        workspace.Progress.Report(new PlanReady(plan));
        return new(plan, target.Name) { IsDryRun = true };
    }

    private async Task<Plan> JudgedAsync(
        DbConnection connection,
        bool first,
        SchemaCode code,
        Catalog after,
        CancellationToken cancellationToken
    )
    {
        ValueTask CountAsync(int objects) =>
            first ? _guard.OfFirstContact(objects).RequireAsync(workspace.Host.Decisions, cancellationToken) : ValueTask.CompletedTask;
        var plan = await PlanAsync(connection, CountAsync, code, after, cancellationToken).ConfigureAwait(false);
        workspace.Progress.Report(new PlanReady(plan));
        await PushGuard
            .OfDataLoss(Undecided(plan), request.Acknowledged)
            .RequireAsync(workspace.Host.Decisions, cancellationToken)
            .ConfigureAwait(false);
        return plan;
    }

    private async Task<Plan> PlanAsync(
        DbConnection connection,
        Func<int, ValueTask> counted,
        SchemaCode code,
        Catalog after,
        CancellationToken cancellationToken
    )
    {
        var live = await workspace.Scope.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        // Rules that name an owner are known only when the database has been read.
        workspace.Scope.RequireUndeclared(after);
        var before = workspace.Scope.Managed(
            live,
            after,
            [.. code.Renames.Select(r => r.From), .. request.Renames.Named(live), .. Renamed(live, after)]
        );
        workspace.Progress.Unmanaged(before);
        if (after.Objects.IsEmpty && !before.Objects.IsEmpty && !request.AllowEmptySchema)
            throw PushProblems.EmptySchema.Error(
                workspace.Config.Schema,
                "the schema is empty, and the database is not: everything would be dropped",
                "nothing was run",
                $"correct \"schema\" in strata.json; to drop everything: {Call.Option("allow", "EMPTY")}"
            );
        await counted(before.Objects.Count).ConfigureAwait(false);
        var change = await new ChangePlanner(workspace, request.Renames)
            .BetweenAsync(before, after, code.Renames, settle: true, cancellationToken)
            .ConfigureAwait(false);
        var plan = request.OnlySafe ? OnlySafe(change.Plan) : change.Plan;
        if (!plan.IsEmpty)
            workspace.Progress.Notes(plan);
        return plan;
    }

    /// <summary>The hazards of what nobody has decided to drop.</summary>
    private IEnumerable<Hazard> Undecided(Plan plan) => plan.Hazards.Where(h => !request.Renames.IsDecided(h.Subject));

    /// <summary>
    /// Schemas that the project does not name, and that look like one of its own under another name: a person decides whether they are.
    /// </summary>
    private IEnumerable<ObjectId> Renamed(Catalog live, Catalog after) =>
        new RenameDetector(workspace.Dialect.Kinds).Find(live, after).Select(p => p.Removed.Id).Where(id => id.Names.Count == 1).Distinct();

    /// <summary>
    /// The plan without what loses data, each of which is named. The steps of one change are left out together: half of a rebuild would
    /// lose more.
    /// </summary>
    private Plan OnlySafe(Plan plan)
    {
        foreach (var hazard in plan.Hazards.Where(h => h.Destructive).Distinct())
            workspace.Progress.Note($"left out: {hazard.Message}");
        var losing = plan.Steps.Where(s => s.Hazards.Any(h => h.Destructive)).ToList();
        bool IsLeftOut(Step step) => losing.Any(l => l == step || (l.Cause is { } cause && cause == step.Cause));
        return plan with
        {
            Batches =
            [
                .. plan
                    .Batches.Select(b => b with { Steps = [.. b.Steps.Where(s => !IsLeftOut(s))] })
                    .Where(b => b.Steps.Any(s => s.Cause is not null)),
            ],
        };
    }
}
