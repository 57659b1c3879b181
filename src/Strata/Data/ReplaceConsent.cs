using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Data;

/// <summary>Takes the guard's verdicts on an operation that empties, fills or replaces an environment's database.</summary>
/// <param name="workspace">The project.</param>
/// <param name="allowance">The word of <c>"allow"</c> that permits it on a protected environment; empty where the name is enough.</param>
internal sealed class ReplaceConsent(Workspace workspace, string allowance)
{
    private readonly ReplaceGuard _guard = new(workspace.Environment, workspace.Policy, allowance);

    /// <summary>Requires that the policy permits it, before the database is opened.</summary>
    /// <exception cref="ProblemException">It does not (ST9051, exit 9).</exception>
    public async ValueTask RequirePolicyAsync(CancellationToken cancellationToken)
    {
        await _guard.OfPolicy().RequireAsync(workspace.Host.Decisions, cancellationToken).ConfigureAwait(false);
        Report(_guard.UsedAllowance);
    }

    /// <summary>Requires that rows of another environment may be copied here.</summary>
    /// <param name="source">The other environment; null where strata.json has none of that name.</param>
    /// <param name="policy">The policy that holds for it, or held when it was backed up.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">They may not (ST9057, exit 9).</exception>
    public async ValueTask RequireCopyableAsync(
        EnvironmentConfig? source,
        EnvironmentPolicy policy,
        string name,
        CancellationToken cancellationToken
    )
    {
        await _guard
            .OfCopy(source, policy, name, workspace.Config.File)
            .RequireAsync(workspace.Host.Decisions, cancellationToken)
            .ConfigureAwait(false);
        Report(_guard.UsedCopyAllowance(source, policy, name));
    }

    /// <summary>Requires that it is confirmed, or that somebody can be asked. Asks nothing.</summary>
    /// <inheritdoc cref="ReplaceGuard.Judge"/>
    /// <exception cref="ProblemException">Nobody confirmed it and nobody can be asked (ST5020, exit 10), or the name is another one
    /// (ST2027, exit 2).</exception>
    public void RequireAnswerable(string change, string? confirmed, Remedy next) =>
        _guard.Judge(change, confirmed, next).RequireAnswerable(workspace.Host.Decisions);

    /// <summary>Requires that it is confirmed.</summary>
    /// <inheritdoc cref="ReplaceGuard.Judge"/>
    /// <exception cref="ProblemException">As <see cref="RequireAnswerable"/>; or the answer was no (ST5021, exit 9).</exception>
    public ValueTask RequireAsync(string change, string? confirmed, Remedy next, CancellationToken cancellationToken) =>
        _guard.Judge(change, confirmed, next).RequireAsync(workspace.Host.Decisions, cancellationToken);

    private void Report(string? used)
    {
        if (used is not null)
            workspace.Progress.Report(new AllowanceUsed(used));
    }
}
