using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Connects, waits for the lock, makes the record ready: the beginning of every run that writes.</summary>
internal sealed class LockedRun(
    IMigrationTarget target,
    RunOptions options,
    TimeProvider time,
    Action<RunEvent> report,
    IFailpoint? failpoint
)
{
    private const string Another = "another process that uses the database";
    private readonly LockPatience _patience = new(target, options, time, report);

    /// <summary>True once <see cref="BeginAsync"/> took the lock.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>Called with the record before the lock is taken, or where none is needed.</summary>
    public Func<TargetState, CancellationToken, Task>? Seen { get; init; }

    /// <summary>
    /// Opens the target and returns its record: without the lock where there is nothing to write, else under it and with our tables in
    /// place. A committed record is consistent at any moment, so that one without anything left to do needs no lock to be believed.
    /// </summary>
    /// <exception cref="ProblemException">ST0601, exit 6: another run holds the lock; exit 9, 11 or 12 from the target and the
    /// stamp.</exception>
    /// <param name="mode">The mode the stamp must have, and gets when there is none; null leaves the stamp alone.</param>
    /// <param name="writes">Decides from the record that the run is going to write.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TargetState> BeginAsync(StampMode? mode, Func<TargetState, bool> writes, CancellationToken cancellationToken)
    {
        var state = await LockAsync(mode, writes, cancellationToken).ConfigureAwait(false);
        if (IsLocked && writes(state))
            await PrepareAsync(state, mode, cancellationToken).ConfigureAwait(false);
        return state;
    }

    /// <summary>
    /// The first half of <see cref="BeginAsync"/>, which writes nothing: the caller may still refuse under the lock.
    /// </summary>
    public async Task<TargetState> LockAsync(StampMode? mode, Func<TargetState, bool> writes, CancellationToken cancellationToken)
    {
        await PatientlyAsync(() => target.OpenAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await HitAsync("connected", cancellationToken).ConfigureAwait(false);
        report(new Connected(target.Name));
        var state = await LookAsync(mode, cancellationToken).ConfigureAwait(false);
        if (Seen is not null)
            await Seen(state, cancellationToken).ConfigureAwait(false);
        if (!writes(state))
            return state;
        await _patience.LockAsync(cancellationToken).ConfigureAwait(false);
        IsLocked = true;
        await HitAsync("locked", cancellationToken).ConfigureAwait(false);
        return await LookAsync(mode, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The second half: our tables, and the stamp where there is none, or one that is less strict than the policy.</summary>
    public async Task PrepareAsync(TargetState state, StampMode? mode, CancellationToken cancellationToken)
    {
        await PatientlyAsync(() => target.PrepareAsync(options.Run, cancellationToken), cancellationToken).ConfigureAwait(false);
        await HitAsync("prepared", cancellationToken).ConfigureAwait(false);
        if (mode is { } owner && StampOf(state, owner) is { } stamp)
        {
            var unit = new TransactionUnit([], [new SaveStamp(stamp) { IsFirst = state.Stamp is null }]);
            await PatientlyAsync(() => target.RunAsync(unit, Ignore, cancellationToken), cancellationToken).ConfigureAwait(false);
            await HitAsync("stamped", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The stamp of the first contact, or the one that is there with a stricter policy; null where it stays as it is.</summary>
    private Stamp? StampOf(TargetState state, StampMode owner) =>
        options.Environment is not { } environment ? null
        : state.Stamp is not { } stamp ? new Stamp(environment, owner, options.Policy, Guid.NewGuid()) { Place = state.Place }
        : stamp.Policy < options.Policy ? stamp with { Policy = options.Policy }
        : null;

    private Task PatientlyAsync(Func<Task> work, CancellationToken cancellationToken) =>
        _patience.TryAsync(
            async () =>
            {
                await work().ConfigureAwait(false);
                return true;
            },
            Another,
            cancellationToken
        );

    private async Task<TargetState> LookAsync(StampMode? mode, CancellationToken cancellationToken)
    {
        var state = await _patience.TryAsync(() => target.ReadAsync(cancellationToken), Another, cancellationToken).ConfigureAwait(false);
        if (mode is { } required)
            StampCheck.Require(state.Stamp, options.Environment, required, target.Name);
        return state;
    }

    public ValueTask HitAsync(string point, CancellationToken cancellationToken) =>
        failpoint?.HitAsync(point, cancellationToken) ?? ValueTask.CompletedTask;

    private static void Ignore(SqlStatement statement) { }
}
