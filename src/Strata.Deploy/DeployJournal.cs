using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Deploy;

/// <summary>
/// The right to deploy to an environment, and what becomes of the deploy, written down step by step: whoever comes after a kill knows what
/// was done.
/// </summary>
public sealed class DeployJournal : IAsyncDisposable
{
    /// <summary>What the record of runs calls a deploy.</summary>
    public const string Command = "deploy";

    /// <summary>What the record says of a deploy whose process was ended.</summary>
    public const string WasKilled = "it was killed";

    private const int Remembered = 500;
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stop;
    private readonly IRunClaim _claim;
    private readonly TimeProvider _time;
    private readonly string _target;
    private IReadOnlyList<CommandRun> _earlier = [];
    private CommandRun _run;
    private Task _beating = Task.CompletedTask;
    private StatementException? _lost;

    private DeployJournal(
        IRunClaim claim,
        CommandRun run,
        DeployDetail detail,
        IReadOnlyList<DeployDetail> before,
        string target,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        (_claim, _run, Detail, Before, _target, _time) = (claim, run, detail, before, target, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public DeployDetail Detail { get; private set; }

    /// <summary>Earlier deploys of the environment, the newest first.</summary>
    public IReadOnlyList<DeployDetail> Before { get; }

    /// <summary>The last deploy, where it was killed before its end.</summary>
    public (CommandRun Run, DeployDetail Detail)? Killed { get; private init; }

    /// <summary>Cancelled with the command, and when the right is lost.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Earlier deploys of an environment, the newest first; those that cannot be read are left out.</summary>
    public static async Task<IReadOnlyList<(CommandRun Run, DeployDetail Detail)>> ReadAsync(
        IRunLog log,
        string environment,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await log.ReadAsync(Command, Remembered, cancellationToken).ConfigureAwait(false))
                .Select(r => (Run: r, Detail: DeployDetail.FromJson(r.Detail)))
                .Where(d => d.Detail?.Environment == environment)
                .Select(d => (d.Run, d.Detail!)),
        ];

    /// <exception cref="ProblemException">Another deploy is at work (ST6030), or a process keeps the database locked (ST6034): exit 6; the
    /// record cannot be written (ST6031, exit 12).</exception>
    public static async Task<DeployJournal> BeginAsync(
        IRunLog log,
        string target,
        CommandRun run,
        DeployDetail detail,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var claim =
                await log.ClaimAsync(run with { Detail = detail.ToJson() }, cancellationToken).ConfigureAwait(false)
                ?? throw Busy(
                    target,
                    (await log.ReadAsync(Command, 20, cancellationToken).ConfigureAwait(false)).FirstOrDefault(r =>
                        r.Finished is null && r.Id != run.Id
                    )
                );
            var before = (await ReadAsync(log, detail.Environment, cancellationToken).ConfigureAwait(false))
                .Where(d => d.Run.Id != run.Id)
                .ToList();
            // Nobody else can be at work now: what is not finished was killed.
            foreach (var (dead, told) in before.Where(b => b.Run.Finished is null))
                await claim
                    .SaveAsync(
                        dead with
                        {
                            Exit = (int)ProblemKind.FailedPartial,
                            Detail = (told with { Problem = WasKilled }).ToJson(),
                        },
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            var journal = new DeployJournal(claim, run, detail, [.. before.Select(b => b.Detail)], target, time, cancellationToken)
            {
                Killed = before is [{ Run.Finished: null } last, ..] ? last : null,
            };
            journal._earlier =
            [
                .. before.Select(b =>
                    b.Run.Finished is null
                        ? b.Run with
                        {
                            Exit = (int)ProblemKind.FailedPartial,
                            Detail = (b.Detail with { Problem = WasKilled }).ToJson(),
                        }
                        : b.Run
                ),
            ];
            journal._beating = journal.BeatAsync();
            return journal;
        }
        catch (StatementException e) when (e.Kind == FailureKind.LockTimeout)
        {
            throw new ProblemException(
                ProblemKind.LockBusy,
                new(
                    "ST6034",
                    target,
                    "another process keeps the database locked, so that the record of deploys cannot be written",
                    "nothing was run",
                    "wait for its end, then run the same command again"
                ),
                e
            );
        }
        catch (StatementException e)
        {
            throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST6031",
                    target,
                    $"the record of deploys cannot be written: {e.Message.TrimEnd('.')} [{e.Code}]",
                    "nothing was run",
                    "give the login the right to create the schema strata and its tables"
                ),
                e
            );
        }
    }

    /// <summary>Keeps what has changed, to be written with the next step.</summary>
    public void Change(DeployDetail detail) => Detail = detail;

    /// <summary>Writes down what has changed.</summary>
    /// <exception cref="ProblemException">Another deploy has taken over (ST6032, exit 6), or the record cannot be written (ST6033, exit
    /// 8).</exception>
    public async Task SaveAsync(DeployDetail detail, CancellationToken cancellationToken)
    {
        Detail = detail;
        await WriteAsync(null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Another database has taken this one's place: what was recorded of the environment's deploys goes with its name.</summary>
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

    /// <summary>Writes down the end.</summary>
    /// <inheritdoc cref="SaveAsync"/>
    public async Task EndAsync(ProblemKind? kind, DeployDetail detail)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        Detail = detail;
        if (_lost is null)
            await WriteAsync((int?)kind ?? 0, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>What took the right away; null while it is ours.</summary>
    public ProblemException? Lost => _lost is { } lost ? Ended(lost) : null;

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

    // A connection that nobody uses for minutes is cut by firewalls, and the lock with it; behind a pooler the claim lives by being
    // written.
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
                // A beat that is missed is made up for by the next; where the database stays away, the next step says so.
            }
        }
    }

    private ProblemException Ended(StatementException e) =>
        e.Kind == FailureKind.Superseded
            ? new(
                ProblemKind.LockBusy,
                new(
                    "ST6032",
                    _target,
                    $"another deploy has taken over: {e.Message}",
                    "this one stopped where the summary says",
                    "look at both: strata deploy history"
                ),
                e
            )
            : new(
                ProblemKind.FailedPartial,
                new(
                    "ST6033",
                    _target,
                    $"what was done could not be written down: {e.Message.TrimEnd('.')} [{e.Code}]",
                    "it stopped where the summary says",
                    "when the database answers again, run the same command again"
                ),
                e
            );

    private static ProblemException Busy(string target, CommandRun? holder) =>
        new(
            ProblemKind.LockBusy,
            new(
                "ST6030",
                target,
                holder is null
                    ? "another deploy is at work on this database"
                    : $"another deploy is at work: {(DeployDetail.FromJson(holder.Detail) is { } d ? $"{d.Kind.ToString().ToLowerInvariant()}{(d.Tag is null ? "" : $" of {d.Tag}")} to {d.Environment} " : "")}"
                        + $"by {holder.By.By}@{holder.By.Host} since {holder.Started:yyyy-MM-dd HH:mm:ss} UTC",
                "nothing was run",
                $"wait for its end; if it was killed, its claim ends with its connection, behind a pooler after {IRunClaim.Lease.TotalSeconds:0}"
                    + $" s"
            )
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
