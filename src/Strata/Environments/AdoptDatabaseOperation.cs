using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Environments;

/// <summary>
/// Makes a copied, restored or replaced database the environment's. The one operation that goes past the identity guard, so it shows the
/// database and has a name typed.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class AdoptDatabaseOperation(Workspace workspace, AdoptDatabaseRequest request)
{
    private const string Unchanged = "nothing was changed";

    private string Name => workspace.Environment.Name;

    /// <exception cref="ProblemException">It is not confirmed (ST1111, exit 10), or declined (ST1104, exit 9).</exception>
    public async Task<AdoptDatabaseResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var target = await workspace.Databases.UnguardedAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var pins = new Pins(workspace.Environment.Migrations);
        var pin = await pins.FindAsync(Name, cancellationToken).ConfigureAwait(false);
        Stamp? adopted = null;
        await new HistoryEditor(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
            .EditAsync(
                async (state, ct) =>
                {
                    if (IsAdopted(state, pin))
                        return [];
                    await Judge(state, target.Name).RequireAsync(workspace.Host.Decisions, ct).ConfigureAwait(false);
                    adopted = new Stamp(Name, state.Stamp?.Mode ?? StampMode.Migrate, PolicyOf(state), Guid.NewGuid())
                    {
                        Place = state.Place,
                    };
                    return [new SaveStamp(adopted)];
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (adopted is null)
            return new(target.Name, Name, null);
        workspace.Databases.MarkWritten();
        if (adopted.Policy != EnvironmentPolicy.Open)
        {
            await pins.SetAsync(Name, new Pin(adopted.Identity, adopted.Place!), cancellationToken).ConfigureAwait(false);
            workspace.Progress.Note($"{pins.Path} remembers it; commit it");
        }
        else if (await pins.RemoveAsync(Name, cancellationToken).ConfigureAwait(false))
        {
            workspace.Progress.Note($"{pins.Path} no longer remembers a database of \"{Name}\", which is open; commit it");
        }
        return new(target.Name, Name, adopted);
    }

    /// <summary>
    /// The policy of the adopted database. An adoption loosens no stamp: only the copy of another environment's database has the policy of
    /// strata.json alone.
    /// </summary>
    private EnvironmentPolicy PolicyOf(TargetState state)
    {
        var declared = workspace.Policies.Declared(workspace.Environment);
        var isCopy = state.Stamp is { } s && s.Environment != Name && s.Place is { } place && place != state.Place;
        return state.Stamp is { } stamp && !isCopy && stamp.Policy > declared ? stamp.Policy : declared;
    }

    private bool IsAdopted(TargetState state, Pin? pin) =>
        state.Stamp is { } s
        && s.Environment == Name
        && s.Place == state.Place
        && s.Policy == PolicyOf(state)
        && (pin is null ? s.Policy == EnvironmentPolicy.Open : pin == new Pin(s.Identity, state.Place));

    /// <summary>
    /// A copy is adopted by the name of its new environment; another environment's own database only by that one's name: it would be lost
    /// to it.
    /// </summary>
    private Verdict Judge(TargetState state, string target)
    {
        var stamp = state.Stamp;
        var isOriginal =
            stamp is not null && stamp.Environment != Name && stamp.Policy != EnvironmentPolicy.Open && stamp.Place == state.Place;
        var asked = isOriginal ? stamp!.Environment : Name;
        var what =
            stamp is null ? $"{target} carries no stamp"
            : isOriginal
                ? $"{target} is the database of \"{stamp.Environment}\" itself, not a copy of it: \"{stamp.Environment}\" "
                    + $"would be refused from then on"
            : $"{target} is stamped \"{stamp.Environment}\" "
                + $"({Word(stamp.Policy)}, changed by {Word(stamp.Mode)} since {stamp.Since:yyyy-MM-dd})";
        if (request.Confirm == asked)
            return Verdict.Allowed.Instance;
        var where = workspace.Environment.Where;
        if (request.Confirm is { } other)
            return new Verdict.Refused(
                EnvironmentProblems.AdoptUnconfirmed.At(
                    where,
                    $"\"{other}\" is not the name asked for; {what}",
                    Unchanged,
                    $"to adopt it as \"{Name}\": {Call.Option("confirm", asked)}"
                )
            );
        return new Verdict.NeedsConfirmation(
            new(QuestionKind.AdoptDatabase, $"{what}. Type {asked} to adopt it as \"{Name}\""),
            EnvironmentProblems.AdoptUnconfirmed.At(
                where,
                what,
                Unchanged,
                $"to adopt it as \"{Name}\": {Call.Strata("env adopt").With("env", Name).With("confirm", asked)}"
            ),
            GuardProblems.NotConfirmed.At(where, "not confirmed", Unchanged, $"see the database's state: {Call.Strata("status")}")
        )
        {
            Name = asked,
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
