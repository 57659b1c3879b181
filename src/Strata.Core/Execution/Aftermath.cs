using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>The effect of a statement that was sent outside of a transaction and did not come to its end.</summary>
internal enum SentEffect
{
    None,
    Done,

    /// <summary>A drop or a detachment that is half done.</summary>
    Begun,

    /// <summary>An invalid object that could not be removed.</summary>
    Invalid,
    Unknown,
}

/// <summary>The history and the catalog after a run stopped.</summary>
/// <param name="State">The record; null where no connection answered.</param>
/// <param name="Sent">The statement outside of a transaction that was being run; null for none.</param>
/// <param name="Effect">Its effect.</param>
internal sealed record Aftermath(TargetState? State, LoneStatement? Sent, SentEffect Effect)
{
    /// <summary>The effect as a clause; null where there is none.</summary>
    public string? Words =>
        Sent?.Statement is not { } statement || Effect == SentEffect.None
            ? null
            : $"statement {statement.Number} ({statement.Summary()}) "
                + Effect switch
                {
                    SentEffect.Done => "has had its effect",
                    SentEffect.Begun => "is half done",
                    SentEffect.Invalid => "has left an invalid object",
                    _ => "may have had a part of its effect: its outcome is unknown",
                };
}

/// <summary>Reads the aftermath of a run on a connection that answers, and removes the invalid object that a statement has left.</summary>
internal sealed class AftermathReader(IMigrationTarget target, RunOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <param name="sent">The statement outside of a transaction that was being run; null for none.</param>
    /// <param name="isRefused">The server has said that it failed, or was cancelled.</param>
    /// <param name="isInFlight">True while a statement may still be running on the server.</param>
    public async Task<Aftermath> ReadAsync(LoneStatement? sent, bool isRefused, bool isInFlight)
    {
        using var limit = new CancellationTokenSource(options.ReconnectFor < s_longest ? options.ReconnectFor : s_longest, time);
        try
        {
            var state = await StateAsync(isInFlight, limit.Token).ConfigureAwait(false);
            var effect = sent is null ? SentEffect.None : await EffectAsync(sent, isRefused, limit.Token).ConfigureAwait(false);
            return new(state, sent, effect);
        }
        catch (Exception e) when (e is StatementException or ProblemException or OperationCanceledException or InvalidOperationException)
        {
            return new(null, sent, sent is null ? SentEffect.None : SentEffect.Unknown);
        }
    }

    private async Task<TargetState> StateAsync(bool isInFlight, CancellationToken cancellationToken)
    {
        try
        {
            return await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException)
        {
            return await AgainAsync(isInFlight, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Connects again. Under the lock no statement of the run is running on the server any more.</summary>
    private async Task<TargetState> AgainAsync(bool isInFlight, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await target.OpenAsync(cancellationToken).ConfigureAwait(false);
                // The first look may be the one of the opening.
                var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
                while (isInFlight && !await target.TryLockAsync(cancellationToken).ConfigureAwait(false))
                    await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
                if (!isInFlight)
                    return state;
                state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (state.Exists)
                    await target.PrepareAsync(options.Run, cancellationToken).ConfigureAwait(false);
                return state;
            }
            catch (Exception e)
                when (e is ProblemException { Kind: ProblemKind.NoConnection } or StatementException { Kind: FailureKind.Lost })
            {
                await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<SentEffect> EffectAsync(LoneStatement sent, bool isRefused, CancellationToken cancellationToken)
    {
        var found = await target.ProbeAsync(sent.Statement, cancellationToken).ConfigureAwait(false);
        if (found == Probe.Invalid)
            found = await RemoveAsync(sent, cancellationToken).ConfigureAwait(false);
        if (target.Syntax.CommitsItself(sent.Statement))
            return SentEffect.Unknown;
        return found switch
        {
            Probe.Invalid => SentEffect.Invalid,
            Probe.Begun => SentEffect.Begun,
            Probe.Absent or Probe.Repeatable => SentEffect.None,
            _ when isRefused || sent.Before == Probe.Done => SentEffect.None,
            Probe.Done => SentEffect.Done,
            _ => SentEffect.Unknown,
        };
    }

    // It waits for every transaction that uses the table: what cannot be removed in time is said, and removed by the next run.
    private async Task<Probe> RemoveAsync(LoneStatement sent, CancellationToken cancellationToken)
    {
        try
        {
            await target.CleanUpAsync(sent.Statement, cancellationToken).ConfigureAwait(false);
            return await target.ProbeAsync(sent.Statement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StatementException)
        {
            return Probe.Invalid;
        }
    }
}
