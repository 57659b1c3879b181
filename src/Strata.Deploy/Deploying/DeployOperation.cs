using System.Data.Common;
using System.Globalization;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy.Pipelines;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;
using Strata.Project.Workspaces;

namespace Strata.Deploy.Deploying;

/// <summary>
/// Deploys a database and services: everything is examined first, then migrated, built, deployed, checked, given requests, and verified.
/// </summary>
/// <param name="workspace">The project, with the environment that was named.</param>
/// <param name="request">The request, which does not contradict itself.</param>
internal sealed class DeployOperation(Workspace workspace, DeployRequest request)
{
    private static readonly string[] s_secrets = ["Password", "SSL Password"];

    private string Name => workspace.Environment.Name;

    /// <summary>Deploys.</summary>
    /// <exception cref="ProblemException">As <see cref="DeployPreparation.RunAsync"/>; a decision is missing (exit 10); another deploy is
    /// running (exit 6); or a step failed (exit 4, 7, 8, 12, 13): services were rolled back.</exception>
    public async Task<DeployResult> RunAsync(CancellationToken cancellationToken)
    {
        var copies = new DatabaseCopies(workspace, request);
        await using var copiesScope = copies.ConfigureAwait(false);
        var preparation = new DeployPreparation(workspace, request);
        var deploy = await preparation.RunAsync(cancellationToken).ConfigureAwait(false);
        var review = new ReviewGate(workspace, request);
        if (request.Database == DatabaseChange.Generate)
            return await review.GenerateAsync(cancellationToken).ConfigureAwait(false);
        var work = new DatabaseWork(workspace, request, deploy.State, deploy.Guard, copies);
        await preparation.RequireReviewedAsync(deploy, cancellationToken).ConfigureAwait(false);
        await copies.RequireAsync(cancellationToken).ConfigureAwait(false);
        review.RequireConfirmed(deploy.Plan);
        return await RunAsync(deploy, work, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the work of the deploy. Changes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="DeployPreparation.RunAsync"/>.</exception>
    public async Task<DeployPreview> PreviewAsync(CancellationToken cancellationToken)
    {
        var copies = new DatabaseCopies(workspace, request);
        await using var copiesScope = copies.ConfigureAwait(false);
        var preparation = new DeployPreparation(workspace, request);
        var deploy = await preparation.RunAsync(cancellationToken).ConfigureAwait(false);
        await preparation.RequireSchemaAsync(deploy, cancellationToken).ConfigureAwait(false);
        List<PreviewedStep> steps = [];
        if (copies.Replacing is { } source)
            steps.Add(new("replace", $"the database would be replaced by a copy of {source}") { Source = source });
        await copies.PreviewAsync(cancellationToken).ConfigureAwait(false);
        return new(deploy.Plan.Pending, [.. steps, .. Steps(deploy)], deploy.Plan.Hash);
    }

    /// <summary>Writes the plan of the deploy. Changes nothing else.</summary>
    /// <param name="file">The absolute path of the file.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">As <see cref="DeployPreparation.RunAsync"/>.</exception>
    public async Task<DeployPlanResult> PlanAsync(string file, CancellationToken cancellationToken)
    {
        var copies = new DatabaseCopies(workspace, request);
        await using var copiesScope = copies.ConfigureAwait(false);
        var preparation = new DeployPreparation(workspace, request);
        var deploy = await preparation.RunAsync(cancellationToken).ConfigureAwait(false);
        await preparation.RequireReviewedAsync(deploy, cancellationToken).ConfigureAwait(false);
        var plan = deploy.Plan;
        await File.WriteAllTextAsync(file, plan.ToText(), cancellationToken).ConfigureAwait(false);
        return new(file, plan.Hash, plan.Pending.Count);
    }

    private static IEnumerable<PreviewedStep> Steps(PreparedDeploy deploy)
    {
        var (rollout, values) = (deploy.Rollout, deploy.Values);
        foreach (var service in rollout.Services)
        {
            var all = values.With(
                ("service", service.Name),
                ("revision", rollout.Tag),
                ("percent", rollout.Percent.ToString(CultureInfo.InvariantCulture))
            );
            foreach (var (step, command) in rollout.Shown(service))
            {
                var words = all.Fill(command);
                var text = command.Shell is null ? string.Join(' ', words) : words[^1];
                yield return new($"{service.Name} {step}", text) { Command = words };
            }
            if (service.Health is { } health)
                yield return new($"{service.Name} health", all.FillUrl(health)) { Url = all.FillUrl(health) };
        }
    }

    private async Task<DeployResult> RunAsync(PreparedDeploy deploy, DatabaseWork work, CancellationToken cancellationToken)
    {
        var (id, time, directory) = (Guid.NewGuid(), workspace.Host.Time, workspace.Config.Directory);
        var connection = await workspace.Databases.ConnectionStringAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        var log = DeployLog.Create(directory, Name, id, new SecretMask(Secrets(connection)), time);
        await using var logScope = log.ConfigureAwait(false);
        var run = new CommandRun(id, DeployRecord.Command, workspace.RunOptions().Run)
        {
            Plan = request.PlanHashes.Count > 0 ? deploy.Plan.Hash : null,
        };
        var record = new DeployRecord(workspace.Provider.RunLog(connection), Name);
        var detail = Detail(deploy, Path.GetRelativePath(directory, log.Path));
        var journal = await workspace
            .Databases.WithDatabaseAsync(
                workspace.Environment,
                () => record.BeginAsync(deploy.State.Target, run, detail, time, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        await using var journalScope = journal.ConfigureAwait(false);
        var context = new DeployContext(journal, log, workspace.Progress, time);
        if (journal.Killed is { } killed)
            context.Note(Describe(killed));
        var runner = new ServiceRunner(directory, deploy.Values, log, workspace.Progress, workspace.Host);
        var pipeline = new DeployPipeline(deploy.Rollout, runner, work.Stage(log, journal), context);
        var problem = await pipeline.RunAsync(journal.Token).ConfigureAwait(false);
        workspace.Progress.Report(new DeployEnded(journal.Detail, log.Path));
        return problem is null ? new(Name, journal.Detail) : throw problem;
    }

    private DeployDetail Detail(PreparedDeploy deploy, string log) =>
        new(Name, request.Kind)
        {
            Tag = deploy.Rollout.Tag.Length > 0 ? deploy.Rollout.Tag : null,
            Log = log,
            Head = deploy.State.Head,
            Services = [.. deploy.Rollout.Services.Select(s => new ServiceRecord(s.Name))],
        };

    private static string Describe(RecordedDeploy killed)
    {
        var tag = killed.Detail.Tag is { } t ? $", of {t}," : "";
        var step = killed.Detail.Steps is [.., var last] ? last.Name : "its beginning";
        return $"the last deploy{tag} by {killed.Run.By.By}@{killed.Run.By.Host} was killed at \"{step}\"; its record of "
            + $"the revisions that served before still holds";
    }

    private static IEnumerable<string> Secrets(string connection)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connection };
        return s_secrets.Select(k => settings.TryGetValue(k, out var value) ? value as string : null).OfType<string>();
    }
}
