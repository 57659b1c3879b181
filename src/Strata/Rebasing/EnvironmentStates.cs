using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Environments;
using Strata.Project.Workspaces;

namespace Strata.Rebasing;

/// <summary>The migrations that a database has run.</summary>
/// <param name="Environment">Its environment.</param>
/// <param name="IsOpen">True when it is a developer's own and can be made again, so that nothing stays because of it.</param>
/// <param name="Path">Its last migration with all before it; empty where it has run none of these.</param>
internal sealed record EnvironmentState(string Environment, bool IsOpen, IReadOnlyList<JournalNode> Path);

/// <summary>Reads which migrations the databases of all environments have run. Reads only.</summary>
/// <param name="workspace">The project.</param>
/// <param name="tree">All migrations.</param>
internal sealed class EnvironmentStates(Workspace workspace, JournalTree tree)
{
    private readonly List<EnvironmentState> _states = [];
    private readonly List<string> _unreachable = [];

    public IReadOnlyList<EnvironmentState> States => _states;

    /// <summary>
    /// Requires that every environment that holds something in place was read. Who names the deployed branch knows what those have.
    /// </summary>
    /// <param name="branch">The branch that stays.</param>
    /// <param name="given">A person named it.</param>
    /// <exception cref="ProblemException">One cannot be reached (ST4033, exit 4).</exception>
    public void RequireReached(string branch, bool given)
    {
        List<string> open = [.. _unreachable.Where(IsOpen)];
        foreach (var name in open.Concat(given ? _unreachable.Except(open) : []))
            workspace.Progress.Note($"{name} cannot be reached: it is taken to have run what {branch} has");
        if (given || _unreachable.Except(open).ToList() is not [_, ..] unknown)
            return;
        throw RebaseProblems.Unreachable.Error(
            "",
            $"{string.Join(", ", unknown)} cannot be reached: nobody knows which migrations "
                + $"{(unknown.Count == 1 ? "it has" : "they have")} run",
            "nothing was changed",
            $"run it where every environment can be reached; or name the branch that is deployed there: {Call.Option("onto", branch)}"
        );
    }

    private bool IsOpen(string environment)
    {
        try
        {
            return workspace.Policies.Of(workspace.Config.Environment(environment)) == EnvironmentPolicy.Open;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Usage)
        {
            return false;
        }
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await new EnvironmentRecords(workspace).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (record.Policy is not { } policy)
                _unreachable.Add(record.Environment.Name);
            else if (record.State is { } state)
                // A half-run one counts: its statements are there.
                _states.Add(
                    new(
                        record.Environment.Name,
                        policy == EnvironmentPolicy.Open,
                        PathOf([.. state.Current.Where(r => r.State == HistoryState.Applied || r.StatementsDone > 0)])
                    )
                );
        }
    }

    /// <summary>
    /// The path through the tree of which most was run. Rows are in the order of their running, and one that ran out of order was not there
    /// for those before it: neither their order nor their parents are the tree's, so that these only decide where the count does not.
    /// </summary>
    private IReadOnlyList<JournalNode> PathOf(IReadOnlyList<HistoryRow> rows)
    {
        var run = rows.Select(r => (r.Tag, r.Hash)).ToHashSet();
        var recorded = rows.Select(r => Journal.Chain(r.Parent, r.Hash)).ToHashSet(StringComparer.Ordinal);
        bool Ran(JournalNode n) => run.Contains((n.Tag, n.Hash));
        return tree.Nodes.Where(n => Ran(n) || recorded.Contains(n.Chain))
                .Select(n => tree.PathTo(n.Chain))
                .OrderByDescending(p => p.Count(Ran))
                .ThenByDescending(p => p.Count(n => recorded.Contains(n.Chain)))
                .FirstOrDefault()
            ?? [];
    }

    /// <summary>
    /// The migrations that stay: those of the branch that is deployed as git has it, and those that the databases have run, which is the
    /// stronger evidence.
    /// </summary>
    /// <param name="upstream">The branch's migrations.</param>
    /// <param name="name">The branch's name.</param>
    /// <param name="given">A person named it.</param>
    /// <exception cref="ProblemException">Both branches of the fork have been run, or may have been (ST4031, exit 4).</exception>
    public IReadOnlyList<JournalNode> Stays(IReadOnlyList<JournalNode> upstream, string name, bool given)
    {
        if (Deployed(upstream) is not { } deployed || Begins(upstream, deployed.Path))
            return upstream;
        if (Begins(deployed.Path, upstream))
            return deployed.Path;
        var (run, ofBranch) = (Only(deployed.Path, upstream), Only(upstream, deployed.Path));
        if (given)
            throw Both(
                $"{run} on {deployed.Environment}; {ofBranch} perhaps: {name} has it",
                $"leave this option out: {Call.Option("onto", name)}"
            );
        if (_unreachable.Count > 0)
            throw Both(
                $"{run} on {deployed.Environment}; {ofBranch} perhaps on {string.Join(", ", _unreachable)}, which cannot "
                    + $"be reached: {name} has it",
                "run it where every environment can be reached"
            );
        workspace.Progress.Note($"{ofBranch} of {name} has been run nowhere, and {run} has, on {deployed.Environment}: that one stays");
        return deployed.Path;
    }

    /// <summary>The shared environment with the most migrations; null where none has run more than what is squashed.</summary>
    private EnvironmentState? Deployed(IReadOnlyList<JournalNode> upstream)
    {
        EnvironmentState? first = null;
        var covered = tree.Covered(upstream);
        foreach (var state in _states.Where(s => !s.IsOpen && s.Path.Except(covered).Any()))
        {
            if (first is null || Begins(state.Path, first.Path))
                first = state;
            else if (!Begins(first.Path, state.Path))
            {
                var rollback = Call.Strata("rollback").With("env", state.Environment);
                throw Both(
                    $"{Only(first.Path, state.Path)} on {first.Environment}; {Only(state.Path, first.Path)} on {state.Environment}",
                    $"neither can be moved: roll one of them back where it was run, with its branch checked out: {rollback}"
                );
            }
        }
        return first;
    }

    private static bool Begins(IReadOnlyList<JournalNode> path, IReadOnlyList<JournalNode> with) =>
        path.Count >= with.Count && path.Take(with.Count).SequenceEqual(with);

    private static string Only(IReadOnlyList<JournalNode> path, IReadOnlyList<JournalNode> other) =>
        string.Join(", ", path.Except(other).Select(n => n.Tag));

    private static ProblemException Both(string run, Remedy next) =>
        RebaseProblems.BothDeployed.Error("", $"both branches of the fork were run: {run}", "nothing was changed", next);
}
