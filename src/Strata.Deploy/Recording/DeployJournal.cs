using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Deploy.Recording;

/// <summary>
/// The claim to deploy to an environment, and the record of the deploy, written step by step: after a kill, the next deploy knows what was
/// done.
/// </summary>
internal sealed class DeployJournal : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stop;
    private readonly IRunClaim _claim;
    private readonly TimeProvider _time;
    private readonly string _target;
    private readonly IReadOnlyList<CommandRun> _earlier;
    private readonly Task _beating;
    private CommandRun _run;
    private StatementException? _lost;

    /// <param name="claim">The claim.</param>
    /// <param name="run">The deploy's row in the record of runs.</param>
    /// <param name="detail">Its first detail.</param>
    /// <param name="earlier">Earlier deploys of the environment, the newest first, as the record has them now.</param>
    /// <param name="target">The database's name for people.</param>
    /// <param name="time">Waits.</param>
    /// <param name="cancellationToken">Stops the deploy.</param>
    public DeployJournal(
        IRunClaim claim,
        CommandRun run,
        DeployDetail detail,
        IReadOnlyList<RecordedDeploy> earlier,
        string target,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        (_claim, _run, Detail, _target, _time) = (claim, run, detail, target, time);
        _earlier = [.. earlier.Select(d => d.Run)];
        Before = [.. earlier.Select(d => d.Detail)];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _beating = BeatAsync();
    }

    public DeployDetail Detail { get; private set; }

    /// <summary>Earlier deploys of the environment, the newest first.</summary>
    public IReadOnlyList<DeployDetail> Before { get; }

    /// <summary>The last deploy, where it was killed before its end.</summary>
    public RecordedDeploy? Killed { get; init; }

    /// <summary>Cancelled with the command, and when the claim is lost.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The problem that ended the claim; null while it holds.</summary>
    public ProblemException? Lost => _lost is { } lost ? Ended(lost) : null;

    /// <summary>Keeps a change, to be written with the next step.</summary>
    public void Change(DeployDetail detail) => Detail = detail;

    /// <summary>Writes every change.</summary>
    /// <exception cref="ProblemException">Another deploy has taken over (ST6032, exit 6), or the record cannot be written (ST6033, exit
    /// 8).</exception>
    public Task SaveAsync(CancellationToken cancellationToken) => WriteAsync(null, cancellationToken);

    /// <summary>Writes the record of this deploy and of earlier ones into the database that has replaced this one.</summary>
    /// <inheritdoc cref="SaveAsync"/>
    public async Task CarryOverAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(null, cancellationToken).ConfigureAwait(false);
        foreach (var run in _earlier.Reverse())
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await _claim.SaveAsync(run, cancellationToken).ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Kind == FailureKind.Superseded)
            {
                // It is there already: the copy's source was once a copy of this database.
            }
            catch (StatementException e)
            {
                throw Ended(e);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    /// <summary>Writes the end.</summary>
    /// <inheritdoc cref="SaveAsync"/>
    public async Task EndAsync(ProblemKind? kind, DeployDetail detail)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        Detail = detail;
        if (_lost is null)
            await WriteAsync((int?)kind ?? 0, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task WriteAsync(int? exit, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _run = _run with { Detail = Detail.ToJson(), Exit = exit };
            await _claim.SaveAsync(_run, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            throw Ended(e);
        }
        finally
        {
            _gate.Release();
        }
    }

    // Firewalls cut a connection that nobody uses for minutes, and the lock with it; behind a pooler the claim lives by being written.
    private async Task BeatAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(s_beat, _time, _stop.Token).ConfigureAwait(false);
                await WriteAsync(null, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (ProblemException e) when (e.InnerException is StatementException { Kind: FailureKind.Superseded } lost)
            {
                _lost = lost;
                await _stop.CancelAsync().ConfigureAwait(false);
            }
            catch (ProblemException)
            {
                // The next beat makes up for a missed one; where the database stays away, the next step reports it.
            }
        }
    }

    private ProblemException Ended(StatementException e) =>
        e.Kind == FailureKind.Superseded
            ? RecordingProblems.Superseded.Error(
                _target,
                $"another deploy has taken over: {e.Message}",
                "this one stopped where the summary says",
                $"compare the two: {Call.Strata("deploy history").With("env", Detail.Environment)}",
                e
            )
            : RecordingProblems.Unrecorded.Error(
                _target,
                $"a step could not be recorded: {e.Message.TrimEnd('.')} [{e.Code}]",
                "it stopped where the summary says",
                "when the database answers again, run the same command again",
                e
            );

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        await _claim.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _gate.Dispose();
    }
}
