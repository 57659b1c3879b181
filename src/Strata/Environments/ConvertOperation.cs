using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Workspaces;

namespace Strata.Environments;

/// <summary>Gives an open environment's database back to push.</summary>
/// <param name="workspace">The project.</param>
internal sealed class ConvertOperation(Workspace workspace)
{
    private const string Unchanged = "nothing was changed";

    /// <exception cref="ProblemException">The environment or its database's stamp is not open (ST9012, exit 9).</exception>
    public async Task<ConvertResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var name = workspace.Environment.Name;
        if (workspace.Policy != EnvironmentPolicy.Open)
            throw EnvironmentProblems.ConvertGuarded.Error(
                workspace.Environment.Where,
                $"\"{name}\" is {workspace.Policy.ToString().ToLowerInvariant()}: only an open environment is given back to push",
                Unchanged,
                $"write changes as migrations: {Call.Strata("generate")}"
            );
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var changed = false;
        var options = workspace.RunOptions();
        await new HistoryEditor(target, options, workspace.Host.Time, workspace.Progress.Report)
            .EditAsync(
                (state, _) =>
                {
                    var edits = Edits(state, target.Name, options.Run.By);
                    changed = !edits.IsEmpty;
                    return Task.FromResult(edits);
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new(target.Name, changed);
    }

    /// <summary>
    /// The rows stay as what happened; none of them counts any more, so that a baseline can take the database over again.
    /// </summary>
    private ImmutableArray<Bookkeeping> Edits(TargetState state, string target, string user)
    {
        if (state.Stamp is not { Mode: StampMode.Migrate } stamp)
            return [];
        if (stamp.Policy != EnvironmentPolicy.Open)
            throw EnvironmentProblems.ConvertGuarded.Error(
                target,
                $"the database is stamped {stamp.Policy.ToString().ToLowerInvariant()}: only one of an open environment "
                    + $"is given back to push",
                Unchanged,
                $"if it is a developer's own by now: {Call.Strata("env loosen").With("env", workspace.Environment.Name)}"
            );
        return
        [
            .. state.Current.Select(r => new SaveRollback(r.Tag) { Why = $"given back to push by {user}" }),
            new SaveStamp(stamp with { Mode = StampMode.Push }),
        ];
    }
}
