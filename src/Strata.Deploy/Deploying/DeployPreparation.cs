using System.Globalization;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;
using Strata.Examining;
using Strata.Generating;
using Strata.Project.Configuration;
using Strata.Project.Git;
using Strata.Project.Workspaces;
using Strata.Pushing;

namespace Strata.Deploy.Deploying;

/// <summary>A deploy whose every problem that can be found without changing anything was looked for.</summary>
/// <param name="Rollout">The work on the services.</param>
/// <param name="Values">The values of their placeholders.</param>
/// <param name="State">The database.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Guard">Judges the migrations that are going to run.</param>
internal sealed record PreparedDeploy(Rollout Rollout, Placeholders Values, DatabaseState State, DeployPlan Plan, RunGuard Guard);

/// <summary>Prepares a deploy: services, tag, policy, folder, database and plan. Changes nothing.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class DeployPreparation(Workspace workspace, DeployRequest request)
{
    private string Name => workspace.Environment.Name;

    /// <exception cref="ProblemException">The services or the tag are invalid (exit 2), the policy forbids it (exit 9), the folder is
    /// inconsistent (exit 3), a program is missing (exit 12), or the database cannot be reached (exit 11).</exception>
    public async Task<PreparedDeploy> RunAsync(CancellationToken cancellationToken)
    {
        var services = new RequestCheck(request).Selected(workspace.Config, workspace.Environment);
        var rollout = new Rollout(Name, request.Kind, await TagAsync(services, cancellationToken).ConfigureAwait(false), services)
        {
            Percent = request.Kind == DeployKind.Canary ? request.Percent : Rollout.Everything,
        };
        var tag = rollout.Tag.Length > 0 ? rollout.Tag : null;
        var values = new Placeholders(new Dictionary<string, string?> { ["env"] = Name, ["tag"] = tag });
        new ServiceCheck(
            rollout,
            new StepProcess(workspace.Host.Variables, workspace.Host.Time),
            workspace.Config.Directory,
            values
        ).Require();
        await RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var state = new DatabaseState(workspace, request);
        await state.ReadAsync(cancellationToken).ConfigureAwait(false);
        var guard = await ExamineAsync(state, cancellationToken).ConfigureAwait(false);
        var plan = new DeployPlan(rollout, request.Database, state.Target)
        {
            Identity = state.Identity,
            Head = state.Head,
            Commit = GitCommit.Of(workspace.Config.Directory),
            Pending = request.Database == DatabaseChange.Migrate ? [.. state.Pending.Select(p => p.Migration)] : [],
            HazardsOf = guard.HazardsOf,
        };
        Report(plan, state);
        return new(rollout, values, state, plan, guard);
    }

    private async Task<RunGuard> ExamineAsync(DatabaseState state, CancellationToken cancellationToken)
    {
        var guard = new RunGuard(workspace, request.Acknowledged);
        if (request.Database == DatabaseChange.Migrate)
            await guard.ExamineAsync(state.Folder!, state.Pending, cancellationToken).ConfigureAwait(false);
        return guard;
    }

    /// <summary>Requires that every hazard is acknowledged, and that the schema has no change without a migration.</summary>
    /// <exception cref="ProblemException">A hazard is not acknowledged (ST1113, exit 10), or a migration is missing (ST4022, exit
    /// 5).</exception>
    public async Task RequireReviewedAsync(PreparedDeploy deploy, CancellationToken cancellationToken)
    {
        if (request.Database == DatabaseChange.Push)
            await new PushOperation(workspace, new()).RequireAnswerableAsync(cancellationToken).ConfigureAwait(false);
        if (request.Database != DatabaseChange.Migrate)
            return;
        deploy.Guard.Require(deploy.State.Pending);
        await RequireSchemaAsync(deploy, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Requires that the schema has no change without a migration.</summary>
    /// <exception cref="ProblemException">A migration is missing (ST4022, exit 5).</exception>
    public async Task RequireSchemaAsync(PreparedDeploy deploy, CancellationToken cancellationToken)
    {
        if (request.Database == DatabaseChange.Migrate)
            await new SchemaComparison(workspace).RequireNoChangeAsync(deploy.State.Folder!, cancellationToken).ConfigureAwait(false);
    }

    private void Report(DeployPlan plan, DatabaseState state)
    {
        foreach (var migration in plan.Pending)
            workspace.Progress.Report(new MigrationPlanned(migration.Tag, migration.Script.Statements.Length));
        var left = state.Pending.Length;
        if (request.Database != DatabaseChange.Migrate && left > 0 && request.Kind != DeployKind.Rollback)
            workspace.Progress.Report(
                new Notice($"{(left == 1 ? "1 migration is" : $"{left} migrations are")} pending, and this deploy does not run them")
            );
    }

    private async Task RequirePolicyAsync(CancellationToken cancellationToken)
    {
        if (request.Database == DatabaseChange.Push)
            await new PushOperation(workspace, new()).RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        if (request.Database == DatabaseChange.Generate && workspace.Policy == EnvironmentPolicy.Protected)
            throw DeployProblems.GenerateProtected.Error(
                workspace.Environment.Where,
                $"\"{Name}\" is protected: nothing reaches it that was not reviewed",
                "nothing was run",
                $"write the migration by itself, have it reviewed and committed: {Call.Strata("generate")}"
            );
    }

    private async Task<string> TagAsync(IReadOnlyList<ServiceConfig> services, CancellationToken cancellationToken)
    {
        if (request.Tag is { } tag)
            return tag;
        if (services.Count == 0 || request.Kind == DeployKind.Rollback)
            return "";
        var repository = await GitRepository.FindAsync(workspace.Config.Directory, cancellationToken).ConfigureAwait(false);
        var described = repository is null ? null : await repository.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (described is null)
            return workspace.Host.Time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        tag = string.Concat(described.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        return RequestCheck.IsTag(tag)
            ? tag
            : throw DeployProblems.InvalidTag.Error(
                repository!.Top,
                $"git describes this commit as \"{tag}\", which is an invalid tag",
                "nothing was done",
                $"add: {Call.Option("tag", "NAME")}"
            );
    }
}
