using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Strata.Core.Execution;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Execution;

/// <summary>The times of a <see cref="SessionWatch"/>.</summary>
/// <param name="Quiet">An answer that stays out for longer is asked about.</param>
/// <param name="Look">Between two questions.</param>
/// <param name="Patience">The time for which the server waits for the client, and the client for the server, until the session is given
/// up.</param>
/// <param name="Silence">The time for which no server answers a question until the session is given up.</param>
/// <param name="Cancellation">The time for which a cancelled request may go on.</param>
internal sealed record WatchTimes(TimeSpan Quiet, TimeSpan Look, TimeSpan Patience, TimeSpan Silence, TimeSpan Cancellation)
{
    public static WatchTimes Default { get; } =
        new(
            Quiet: TimeSpan.FromSeconds(10),
            Look: TimeSpan.FromSeconds(5),
            Patience: TimeSpan.FromSeconds(20),
            Silence: TimeSpan.FromSeconds(30),
            Cancellation: TimeSpan.FromSeconds(20)
        );

    /// <summary>Longer than a pooler makes a client wait for a server.</summary>
    public static TimeSpan PoolPatience { get; } = TimeSpan.FromMinutes(3);

    /// <summary>A slow link takes this long to carry a text.</summary>
    public static TimeSpan Sending(long characters) => TimeSpan.FromSeconds(characters / 32768d);
}

/// <summary>
/// Watches one session. A network device may swallow packets and keep both of its connections open: the client then waits for ever for an
/// answer that the server has given long ago, or for one to a question that never came. TCP cannot tell this from a statement that takes
/// long, so the server is asked on a second connection; a statement that it runs is never ended.
/// </summary>
internal sealed class SessionWatch(string connectionString, NpgsqlConnection session, WatchTimes times)
{
    private ServerFacts? _facts;

    /// <summary>The session is given up: nothing is sent on it any more.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The server's process that works for this client; behind a pooler null between transactions.</summary>
    public ServerProcess? Process { get; set; }

    /// <summary>The facts of the session; before they are known, silence is all that can be seen.</summary>
    public void Begin(ServerFacts facts)
    {
        _facts = facts;
        Process = facts.IsPooled ? null : ServerProcess.OfSession(session.ProcessID, facts.SessionStart);
    }

    /// <summary>Runs work on the session until it ends, or until the session is given up.</summary>
    /// <param name="work">Gets the token that ends it.</param>
    /// <param name="extra">Added to the time that the server may wait for the client.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="StatementException">The connection was lost: the session was given up.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan extra, CancellationToken cancellationToken)
    {
        if (IsAbandoned)
            throw Lost("the connection was given up");
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = work(source.Token);
        if (!await EndsSoonAsync(running).ConfigureAwait(false))
        {
            using var ended = new CancellationTokenSource();
            var watching = WatchAsync(extra, ended.Token);
            var overdue = OverdueAsync(ended.Token, cancellationToken);
            var first = await Task.WhenAny(running, watching, overdue).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            if (first != running)
                throw Abandon(source, running, await ((Task<string>)first).ConfigureAwait(false));
        }
        source.Dispose();
        return await running.ConfigureAwait(false);
    }

    /// <summary>Nearly all work does, and costs no watch.</summary>
    private async Task<bool> EndsSoonAsync(Task running)
    {
        if (running.IsCompleted)
            return true;
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(running, Task.Delay(times.Look, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        return running.IsCompleted;
    }

    /// <summary>
    /// Npgsql sends a cancellation on a connection of its own and waits for the server to close it: what swallows the one may swallow the
    /// other, so nobody waits here. The token keeps what is left of the work from sending anything more.
    /// </summary>
    private StatementException Abandon(CancellationTokenSource source, Task running, string reason)
    {
        IsAbandoned = true;
        _ = Task.Run(source.Cancel);
        _ = running.ContinueWith(t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
        return Lost(reason);
    }

    private static StatementException Lost(string reason) => new(FailureKind.Lost, null, "08006", reason);

    private async Task<string> OverdueAsync(CancellationToken ended, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ContinueWith(_ => { }, CancellationToken.None).ConfigureAwait(false);
        await Task.Delay(times.Cancellation, ended).ConfigureAwait(false);
        return "the server did not answer the cancellation";
    }

    /// <returns>The reason to give the session up.</returns>
    private async Task<string> WatchAsync(TimeSpan extra, CancellationToken ended)
    {
        var (quiet, silent, waiting) = (Span.Begin(), (Span?)null, (Span?)null);
        while (true)
        {
            await Task.Delay(times.Look, ended).ConfigureAwait(false);
            if (!session.IsWorking())
            {
                (quiet, silent, waiting) = (Span.Begin(), null, null);
                continue;
            }
            if (quiet.Length < times.Quiet)
                continue;
            var view = await LookAsync(ended).ConfigureAwait(false);
            silent = view is null ? silent ?? Span.Begin() : null;
            waiting =
                view is not { Activity: SessionActivity.Waiting } ? null
                : waiting?.Mark == view.Mark ? waiting
                : Span.Begin(view.Mark);
            if (silent?.Length >= times.Silence)
                return "no answer comes, and the server cannot be asked about it";
            if (view?.Activity == SessionActivity.Gone)
                return "no answer comes, and the server does not have the session any more";
            if (waiting?.Length >= (Process is null ? WatchTimes.PoolPatience : times.Patience) + extra)
            {
                await EndAsync(view!, ended).ConfigureAwait(false);
                return "no answer comes, and the server waits for the client: something between them loses what they send";
            }
        }
    }

    private Task<ServerView?> LookAsync(CancellationToken ended) =>
        (_facts, Process) switch
        {
            (null, _) => Task.FromResult<ServerView?>(null),
            (_, null) => Task.FromResult<ServerView?>(new(SessionActivity.Waiting, "")),
            var (facts, process) => AskAsync(c => ServerView.ReadAsync(c, process, facts.ServerStart, CancellationToken.None), ended),
        };

    private async Task EndAsync(ServerView view, CancellationToken ended)
    {
        if (Process is { } process)
            await AskAsync(LeaveAsync, ended).ConfigureAwait(false);

        async Task<ServerView> LeaveAsync(NpgsqlConnection connection)
        {
            await view.EndAsync(connection, process, CancellationToken.None).ConfigureAwait(false);
            return view;
        }
    }

    /// <summary>Asks on a connection of its own, which is left behind where it does not answer in time.</summary>
    private async Task<ServerView?> AskAsync(Func<NpgsqlConnection, Task<ServerView>> question, CancellationToken ended)
    {
        async Task<ServerView> OnceAsync()
        {
            var connection = ConnectionFactory.Create(connectionString);
            await using (connection.ConfigureAwait(false))
                return await question(connection).ConfigureAwait(false);
        }

        var asking = Task.Run(OnceAsync, CancellationToken.None);
        _ = asking.ContinueWith(t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
        try
        {
            return await asking.WaitAsync(times.Quiet, ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or SocketException or AuthenticationException)
        {
            return null;
        }
    }

    /// <summary>The time since something began.</summary>
    private sealed record Span(long Since, string Mark)
    {
        public TimeSpan Length => TimeProvider.System.GetElapsedTime(Since);

        public static Span Begin(string mark = "") => new(TimeProvider.System.GetTimestamp(), mark);
    }
}
