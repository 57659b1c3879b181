using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Postgres.Execution;

namespace Strata.Postgres.Runs;

/// <summary>
/// The lock of a session, on a connection of its own. Behind a pooler no session is one's own: there the row itself is the claim for as
/// long as it is written again and again. Each kind respects the other.
/// </summary>
internal sealed class PostgresRunClaim(string connectionString, CommandRun claimed) : IRunClaim
{
    private CommandRun _claimed = claimed;
    private PostgresTarget? _target;
    private bool _isTaken;

    private RunTable Table => new((NpgsqlConnection)_target!.Connection, _target.IsPooled);

    public async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        if (_target is not null)
            await _target.DisposeAsync().ConfigureAwait(false);
        _target = new PostgresTarget(connectionString);
        await _target.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Table.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return _isTaken = await Table.TryClaimAsync(_claimed, cancellationToken).ConfigureAwait(false);
    }

    public async Task SaveAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var isClaimed = run.Id == _claimed.Id;
        if (isClaimed)
            _claimed = run;
        try
        {
            await Table.WriteAsync(run, isLease: _target!.IsPooled && isClaimed, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Kind == FailureKind.Lost)
        {
            // The lock went with the connection. It is ours again unless another run was quicker.
            if (!await TakeAsync(cancellationToken).ConfigureAwait(false))
                throw new StatementException(
                    FailureKind.Superseded,
                    null,
                    "STRATA",
                    "the connection was lost, and another run has begun meanwhile",
                    e
                );
            if (!isClaimed)
                await SaveAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_target is null)
            return;
        if (_isTaken)
            await Table.ReleaseAsync(_claimed.Command).ConfigureAwait(false);
        await _target.DisposeAsync().ConfigureAwait(false);
    }
}
