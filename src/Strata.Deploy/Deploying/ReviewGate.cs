using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Generating;
using Strata.Project.Git;
using Strata.Project.Workspaces;

namespace Strata.Deploy.Deploying;

/// <summary>Requires that a person has read whatever changes a database.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class ReviewGate(Workspace workspace, DeployRequest request)
{
    private const int Named = 3;

    private string Name => workspace.Environment.Name;

    /// <summary>Requires that the plan of a change of a protected database is confirmed by its hash, as it is now.</summary>
    /// <exception cref="ProblemException">It is not (ST6082, exit 10).</exception>
    public void RequireConfirmed(DeployPlan plan)
    {
        if (request.PlanHashes.Contains(plan.Hash))
            return;
        if (request.PlanHashes.Count > 0)
            throw DeployProblems.PlanUnconfirmed.Error(
                workspace.Environment.Where,
                "the plan is not the confirmed one: database, migrations, commit, services or request have changed since",
                "nothing was run",
                $"read it again: {RequestCall.Of(request, Name).With("plan", "FILE")}; its hash is now {plan.Hash}"
            );
        if (workspace.Policy == EnvironmentPolicy.Protected && plan.Pending.Count > 0)
            throw DeployProblems.PlanUnconfirmed.Error(
                workspace.Environment.Where,
                $"\"{Name}\" is protected, and this deploy changes its database: the plan is confirmed by its hash",
                "nothing was run",
                $"write and read it: {RequestCall.Of(request, Name).With("plan", "FILE")}; then add: {Call.Option("confirm", plan.Hash)}"
            );
    }

    /// <summary>Writes the next migration from a clean commit, and stops there.</summary>
    /// <exception cref="ProblemException">There is no clean commit (ST6080, exit 9); or a migration was written, and is not reviewed
    /// (ST6081, exit 10).</exception>
    public async Task<DeployResult> GenerateAsync(CancellationToken cancellationToken)
    {
        await RequireCleanAsync(cancellationToken).ConfigureAwait(false);
        var result = await new GenerateOperation(workspace).RunAsync(new(), cancellationToken).ConfigureAwait(false);
        if (result.Written is not { } written)
            return new(Name, null);
        workspace.Progress.Report(new MigrationGenerated(result));
        var next = RequestCall.Of(request with { Database = DatabaseChange.Migrate }, Name);
        throw DeployProblems.Unreviewed.Error(
            result.Path!,
            $"{written.Tag} was written, and nobody has reviewed it",
            "nothing was deployed; the database is as it was",
            $"read it, commit it, then: {next}"
        );
    }

    private async Task RequireCleanAsync(CancellationToken cancellationToken)
    {
        var directory = workspace.Config.Directory;
        var repository =
            await GitRepository.FindAsync(directory, cancellationToken).ConfigureAwait(false)
            ?? throw DeployProblems.Uncommitted.Error(
                directory,
                "no git repository, so nobody could review the generated migration",
                "nothing was written",
                $"write the migration by itself: {Call.Strata("generate")}"
            );
        if (await repository.ChangesAsync(cancellationToken).ConfigureAwait(false) is not { Count: > 0 } changes)
            return;
        var files = string.Join(", ", changes.Take(Named)) + (changes.Count > Named ? ", …" : "");
        throw DeployProblems.Uncommitted.Error(
            repository.Top,
            $"{(changes.Count == 1 ? "1 file is" : $"{changes.Count} files are")} not committed ({files}): a "
                + $"migration is generated from a commit",
            "nothing was written",
            $"commit or stash them: {Call.Git("status")}"
        );
    }
}
