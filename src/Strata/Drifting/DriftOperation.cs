using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Drifting;

/// <summary>Compares a live database with the state that its own history leads to. Writes nothing.</summary>
/// <param name="workspace">The project.</param>
internal sealed class DriftOperation(Workspace workspace)
{
    /// <exception cref="ProblemException">As <see cref="LiveStateReader.ReadAsync"/>.</exception>
    public async Task<DriftResult> RunAsync(DriftRequest request, CancellationToken cancellationToken)
    {
        var state = await new LiveStateReader(workspace).ReadAsync(cancellationToken).ConfigureAwait(false);
        var differences = await workspace.Scope.DifferencesAsync(state.Live, state.Wanted, cancellationToken).ConfigureAwait(false);
        if (differences.Count == 0)
            return new(state.Target, state.Head, []);
        return new(state.Target, state.Head, [.. Objects(state)])
        {
            Undo = request.Sql ? Plan(state.Live, state.Wanted) : null,
            Keep = request.Sql ? Plan(state.Wanted, state.Live) : null,
        };
    }

    private IEnumerable<DriftedObject> Objects(LiveState state)
    {
        foreach (var id in state.Live.Objects.Keys.Union(state.Wanted.Objects.Keys).Order())
        {
            var (live, wanted) = (state.Live.Find(id), state.Wanted.Find(id));
            if (Equals(live, wanted))
                continue;
            // An object that was added or removed with its owner is no difference of its own.
            if ((live ?? wanted)!.Owner is { } owner && (state.Live.Find(owner) is null || state.Wanted.Find(owner) is null))
                continue;
            var kind =
                live is null ? DriftKind.Removed
                : wanted is null ? DriftKind.Added
                : DriftKind.Changed;
            yield return new(id, kind, Definition(live), Definition(wanted));
        }
    }

    /// <summary>An object as the statements that would create it, line by line.</summary>
    private IReadOnlyList<string> Definition(DbObject? o) =>
        o is null
            ? []
            :
            [
                .. workspace
                    .Dialect.Kinds.For(o)
                    .Describe(o)
                    .SelectMany(s => s.Split('\n'))
                    .Select(l => l.Trim().TrimEnd(','))
                    .Where(l => l.Length > 0),
            ];

    private DriftPlan Plan(Catalog before, Catalog after)
    {
        try
        {
            return new(workspace.Dialect.Standalone(workspace.Dialect.Plan(before, after)), null);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
        {
            return new(null, e.Problem.What);
        }
    }
}
