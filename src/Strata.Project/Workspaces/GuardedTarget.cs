using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Project.Configuration;
using Strata.Project.Guards;

namespace Strata.Project.Workspaces;

/// <summary>An environment's database, judged when it opens: an operation stops at the wrong one before it reads anything else.</summary>
/// <param name="inner">The database.</param>
/// <param name="environment">The environment.</param>
/// <param name="policies">The policies; the stamp of the database may raise the environment's.</param>
/// <param name="remembers">The first contact is remembered in the migrations folder, which is a team's.</param>
/// <param name="written">Called before something is written.</param>
/// <param name="progress">Receives notices.</param>
internal sealed class GuardedTarget(
    IMigrationTarget inner,
    EnvironmentConfig environment,
    EnvironmentPolicies policies,
    bool remembers,
    Action written,
    IProgress<StrataEvent> progress
) : IMigrationTarget
{
    private readonly Pins _pins = new(environment.Migrations);
    private EnvironmentPolicy _judged = policies.Of(environment);
    private bool _isOpened;
    private bool _isRead;
    private Pin? _pin;
    private TargetState? _seen;
    private Stamp? _stamp;
    private string _place = "";

    public SqlSyntax Syntax => inner.Syntax;
    public string Name => inner.Name;
    public DbConnection Connection => Use().Connection;

    /// <summary>The database, in a session that is not as good as a new one from here on.</summary>
    private IMigrationTarget Use()
    {
        _isRead = false;
        return inner;
    }

    /// <summary>Whoever takes the database over is judged by what has been learned of it since.</summary>
    internal void JudgeAgain() => _judged = policies.Of(environment);

    /// <summary>A session in which only the record was read is as good as a new one.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_isRead && inner.Connection.State == ConnectionState.Open)
            return;
        if (!_isOpened)
            _pin = await _pins.FindAsync(environment.Name, cancellationToken).ConfigureAwait(false);
        _isOpened = true;
        await inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        _seen = await LookAsync(cancellationToken).ConfigureAwait(false);
        _isRead = true;
    }

    /// <summary>The look at the opening answers the first question: between the two nothing was done.</summary>
    public async Task<TargetState> ReadAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _seen, null) ?? await LookAsync(cancellationToken).ConfigureAwait(false);

    private async Task<TargetState> LookAsync(CancellationToken cancellationToken)
    {
        var state = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (new IdentityGuard(environment, policies.Of(environment), _pin).Judge(state, Name) is Verdict.Refused refused)
            throw new ProblemException(refused.Problem);
        if (policies.Saw(environment, state.Stamp))
            progress.Note(
                $"{Name} is stamped {EnvironmentPolicies.Word(state.Stamp!.Policy)}, which is stricter than strata.json "
                    + $"({environment.Where}): the stamp holds"
            );
        (_stamp, _place) = (state.Stamp, state.Place);
        return state;
    }

    public Task<bool> TryLockAsync(CancellationToken cancellationToken) => Use().TryLockAsync(cancellationToken);

    public Task<string> DescribeHolderAsync(CancellationToken cancellationToken) => inner.DescribeHolderAsync(cancellationToken);

    public Task UnlockAsync(CancellationToken cancellationToken) => inner.UnlockAsync(cancellationToken);

    public Task<ImmutableArray<RetainedObject>?> ReadRetainedAsync(bool sizes, CancellationToken cancellationToken) =>
        inner.ReadRetainedAsync(sizes, cancellationToken);

    public Task<string> WritePurgeAsync(IReadOnlyList<string> places, CancellationToken cancellationToken) =>
        inner.WritePurgeAsync(places, cancellationToken);

    public Task PrepareAsync(RunInfo run, CancellationToken cancellationToken)
    {
        // Whoever writes has been judged by the policy that holds. The stamp may be another since.
        if (policies.Of(environment) > _judged)
            throw GuardProblems.StampTightened.Error(
                Name,
                $"the stamp of \"{environment.Name}\" has become {EnvironmentPolicies.Word(policies.Of(environment))} meanwhile",
                "nothing was run",
                $"run the command again; it is judged by the stamp: {Call.Strata("status").With("env", environment.Name)}"
            );
        written();
        return Use().PrepareAsync(run, cancellationToken);
    }

    public ImmutableArray<StatementGroup> Group(SqlScript script) => inner.Group(script);

    public async Task RunAsync(TransactionUnit unit, Action<SqlStatement> completed, CancellationToken cancellationToken)
    {
        await Use().RunAsync(unit, completed, cancellationToken).ConfigureAwait(false);
        if (unit.Bookkeeping.OfType<SaveStamp>().LastOrDefault() is { } saved)
            _stamp = saved.Stamp;
    }

    public Task RunAloneAsync(SqlStatement statement, TimeSpan statementTimeout, CancellationToken cancellationToken) =>
        Use().RunAloneAsync(statement, statementTimeout, cancellationToken);

    public Task<Probe> ProbeAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        Use().ProbeAsync(statement, cancellationToken);

    public Task CleanUpAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        Use().CleanUpAsync(statement, cancellationToken);

    public Task<T> UseAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        Use().UseAsync(work, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        if (remembers && _pin is null && _stamp is { } stamp && policies.Of(environment) != EnvironmentPolicy.Open)
            await RememberAsync(new Pin(stamp.Identity, _place)).ConfigureAwait(false);
    }

    private async Task RememberAsync(Pin pin)
    {
        try
        {
            await _pins.SetAsync(environment.Name, pin, CancellationToken.None).ConfigureAwait(false);
            progress.Note($"first contact: {_pins.Path} remembers which database \"{environment.Name}\" is; commit it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.Note($"which database \"{environment.Name}\" is could not be remembered in {_pins.Path}: {e.Message.TrimEnd('.')}");
        }
    }
}
