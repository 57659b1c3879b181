using System.Collections.Immutable;
using Strata.Backups;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Environments;

/// <summary>
/// Gives the stamp of an environment's database the less strict policy of strata.json: by the environment's name, after a backup that was
/// restored and compared. No other operation loosens a stamp.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class LoosenOperation(Workspace workspace, LoosenRequest request)
{
    private const string Unchanged = "nothing was changed";

    private string Name => workspace.Environment.Name;

    /// <exception cref="ProblemException">There is no stamp (ST9015) or it is declined (ST1104), exit 9; it is not confirmed (ST1115, exit
    /// 10); the backup could not be made or verified (exit 13).</exception>
    public async Task<LoosenResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var declared = workspace.Policies.Declared(workspace.Environment);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var stamp = Required(await target.ReadAsync(cancellationToken).ConfigureAwait(false), target.Name);
        if (stamp.Policy <= declared)
            return new(target.Name, stamp.Policy, stamp.Policy);
        var verdict = Judge(stamp, declared, target.Name);
        verdict.RequireAnswerable(workspace.Host.Decisions);
        await new EnvironmentBackups(workspace).MakeBeforeAsync(1, verify: true, cancellationToken).ConfigureAwait(false);
        await verdict.RequireAsync(workspace.Host.Decisions, cancellationToken).ConfigureAwait(false);
        await new HistoryEditor(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
            .EditAsync(
                (state, _) =>
                    Task.FromResult<ImmutableArray<Bookkeeping>>([new SaveStamp(Required(state, target.Name) with { Policy = declared })]),
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        var pins = new Pins(workspace.Environment.Migrations);
        if (declared == EnvironmentPolicy.Open && await pins.RemoveAsync(Name, cancellationToken).ConfigureAwait(false))
            workspace.Progress.Note($"{pins.Path} no longer remembers a database of \"{Name}\", which is open; commit it");
        return new(target.Name, stamp.Policy, declared);
    }

    private Stamp Required(TargetState state, string target) =>
        state.Stamp
        ?? throw EnvironmentProblems.NoStamp.Error(
            target,
            $"the database of \"{Name}\" carries no stamp",
            Unchanged,
            $"change \"policy\" of \"{Name}\" in strata.json ({workspace.Environment.Where}); see what holds: "
                + $"{Call.Strata("status").With("env", Name)}"
        );

    private Verdict Judge(Stamp stamp, EnvironmentPolicy declared, string target)
    {
        var name = new ProtectedChangeGuard(workspace.Environment, stamp.Policy, request.Confirm);
        if (name.IsConfirmed || name.OfName() is Verdict.Refused)
            return name.OfName();
        var what =
            $"the stamp of {target} would be {EnvironmentPolicies.Word(declared)}, as strata.json says, instead of "
            + EnvironmentPolicies.Word(stamp.Policy);
        return new Verdict.NeedsConfirmation(
            new(QuestionKind.ChangeProtected, $"{what}. Type the environment's name to go on"),
            EnvironmentProblems.LoosenUnconfirmed.At(
                workspace.Environment.Where,
                what,
                Unchanged,
                $"to do it: {Call.Strata("env loosen").With("env", Name).With("confirm", Name)}"
            ),
            GuardProblems.NotConfirmed.At(
                "",
                "not confirmed",
                Unchanged,
                $"see the database's state: {Call.Strata("status").With("env", Name)}"
            )
        )
        {
            Name = Name,
        };
    }
}
