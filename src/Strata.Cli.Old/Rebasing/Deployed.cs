using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;

namespace Strata.Cli.Rebasing;

/// <summary>What a database has run.</summary>
/// <param name="Open">It is somebody's own: it can be made again, so it holds nothing in place.</param>
/// <param name="Path">Its last migration with all before it; empty where it has run none of these.</param>
internal sealed record DatabaseState(string Environment, bool Open, IReadOnlyList<Node> Path);

/// <summary>Asks the databases of all environments what they have run. Reads only.</summary>
internal sealed class Deployed(Project project, JournalTree tree)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly List<DatabaseState> _states = [];
    private readonly List<string> _unreachable = [];

    public IReadOnlyList<DatabaseState> States => _states;

    /// <summary>Environments that may have run anything.</summary>
    public IReadOnlyList<string> Unreachable => _unreachable;

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (
            var environment in project.Config.Environments.Values.Where(e =>
                e.Dialect == project.Dialect.Name && e.Migrations == (project.Environment?.Migrations ?? project.Config.Migrations)
            )
        )
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(s_patience);
                if (await LookAsync(environment, limit.Token).ConfigureAwait(false) is { } state)
                    _states.Add(state);
            }
            catch (Exception e) when (e is OperationCanceledException or ProblemException && !cancellationToken.IsCancellationRequested)
            {
                _unreachable.Add(environment.Name);
                project.Report.Detail($"{environment.Name}: {e.Message}");
            }
        }
    }

    private async Task<DatabaseState?> LookAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        var connection = await project.ConnectionAsync(environment, cancellationToken).ConfigureAwait(false);
        if (!project.Tools.Exists(connection))
            return null;
        var open = project.PolicyOf(environment) == Policy.Open;
        await using var target = await project.ReaderAsync(environment, cancellationToken).ConfigureAwait(false);
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == Problem.MissingDatabase)
        {
            return null;
        }
        var rows = (await target.ReadAsync(cancellationToken).ConfigureAwait(false))
            .Current.Where(r => r.State == HistoryState.Applied || r.StatementsDone > 0)
            .ToList();
        return new(environment.Name, open, PathOf(rows));
    }

    /// <summary>
    /// The way through the tree on which most was run. Rows are in the order of their running, and one that was run late was not there for
    /// those before it: neither their order nor
    /// what they say of their parents is the tree's, so they only decide where the count does not.
    /// </summary>
    private IReadOnlyList<Node> PathOf(IReadOnlyList<HistoryRow> rows)
    {
        // A half-run one counts: its statements are there.
        var run = rows.Select(r => $"{r.Tag} {r.Hash}").ToHashSet(StringComparer.Ordinal);
        var recorded = rows.Select(r => Journal.Chain(r.Parent, r.Hash)).ToHashSet(StringComparer.Ordinal);
        bool Ran(Node n) => run.Contains($"{n.Tag} {n.Hash}");
        return tree.Nodes.Where(n => Ran(n) || recorded.Contains(n.Chain))
                .Select(n => tree.PathTo(n.Chain))
                .OrderByDescending(p => p.Count(Ran))
                .ThenByDescending(p => p.Count(n => recorded.Contains(n.Chain)))
                .FirstOrDefault()
            ?? [];
    }

    /// <summary>
    /// What must stay: the branch that is deployed as git has it, and what the databases have run, which is the stronger evidence.
    /// </summary>
    /// <param name="upstream">The branch's migrations.</param>
    /// <param name="name">The branch's name.</param>
    /// <param name="given">A person named it.</param>
    /// <exception cref="ProblemException">Both sides of the fork have been run somewhere, or may have been (ST4031, exit 4).</exception>
    public IReadOnlyList<Node> Stays(IReadOnlyList<Node> upstream, string name, bool given)
    {
        DatabaseState? first = null;
        var covered = tree.Covered(upstream);
        foreach (var state in _states.Where(s => !s.Open && s.Path.Except(covered).Any()))
        {
            if (first is null || Begins(state.Path, first.Path))
                first = state;
            else if (!Begins(first.Path, state.Path))
                throw Both(
                    $"{Only(first.Path, state.Path)} on {first.Environment}",
                    $"{Only(state.Path, first.Path)} on {state.Environment}",
                    "neither can be moved: take one of them back where it was run, with strata rollback --as-migration on its own branch"
                );
        }
        if (first is null || Begins(upstream, first.Path))
            return upstream;
        if (Begins(first.Path, upstream))
            return first.Path;
        if (given || _unreachable.Count > 0)
            throw Both(
                $"{Only(first.Path, upstream)} on {first.Environment}",
                $"{Only(upstream, first.Path)} perhaps{(given ? "" : $" on {string.Join(", ", _unreachable)}, which cannot be reached")}"
                    + $": {name} has it",
                given ? $"leave --onto {name} away" : "run it where every environment can be reached"
            );
        project.Report.Note(
            $"{Only(upstream, first.Path)} of {name} has been run nowhere, and {Only(first.Path, upstream)} has, on {first.Environment}"
                + $": that one stays"
        );
        return first.Path;
    }

    private static bool Begins(IReadOnlyList<Node> path, IReadOnlyList<Node> with) =>
        path.Count >= with.Count && path.Take(with.Count).SequenceEqual(with);

    private static string Only(IReadOnlyList<Node> path, IReadOnlyList<Node> other) =>
        string.Join(", ", path.Except(other).Select(n => n.Tag));

    private static ProblemException Both(string one, string other, string fix) =>
        new(
            ProblemKind.Differences,
            new("ST4031", "", $"both sides of the fork have been run: {one}; {other}", "nothing was changed", fix)
        );
}
