using Strata.Core.Execution;

namespace Strata.Core.Record;

/// <summary>One command that wrote, as the database it wrote to remembers it.</summary>
/// <param name="Id">Made up by the command.</param>
/// <param name="Command">Its name, without arguments: those may hold secrets.</param>
/// <param name="By">Who ran it, from where, with what.</param>
public sealed record CommandRun(Guid Id, string Command, RunInfo By)
{
    /// <summary>Hash of the plan that was confirmed; null where there was none.</summary>
    public string? Plan { get; init; }

    /// <summary>By the database's clock, where a row is not carried over from another database with its times.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was last written.</summary>
    /// <inheritdoc cref="Started"/>
    public DateTimeOffset? Heartbeat { get; init; }

    /// <inheritdoc cref="Started"/>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Null while it runs, and after it was killed.</summary>
    public int? Exit { get; init; }

    /// <summary>A JSON object: what the command has to tell. Never a secret.</summary>
    public string Detail { get; init; } = "{}";
}

/// <summary>The record of the commands that wrote to a database. Its table is made by the first of them.</summary>
public interface IRunLog
{
    /// <summary>The newest first; none where nothing was ever recorded. Creates nothing.</summary>
    /// <param name="command">Of this command alone; null for all.</param>
    /// <param name="most">No more than this many.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<CommandRun>> ReadAsync(string? command, int most, CancellationToken cancellationToken);

    /// <summary>Writes a run, or what has become of it: finished where it has an exit code.</summary>
    /// <exception cref="StatementException">It cannot be written; it is finished already
    /// (<see cref="FailureKind.Superseded"/>).</exception>
    Task SaveAsync(CommandRun run, CancellationToken cancellationToken);

    /// <summary>Makes a run the only one of its command in this database, and writes it.</summary>
    /// <exception cref="StatementException">It cannot be written.</exception>
    /// <returns>Null where another run is at work; <see cref="ReadAsync"/> tells which.</returns>
    Task<IRunClaim?> ClaimAsync(CommandRun run, CancellationToken cancellationToken);
}

/// <summary>
/// The right to be the only run of a command. It ends when it is disposed, and by itself when the process ends: at once, or behind a pooler
/// after <see cref="Lease"/>.
/// </summary>
public interface IRunClaim : IAsyncDisposable
{
    /// <summary>How long a claim behind a pooler outlives its last <see cref="SaveAsync"/>.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    /// <summary>Writes what has become of the run, or of an earlier one that was killed, and holds on to the claim.</summary>
    /// <exception cref="StatementException">The claim is lost to another run (<see cref="FailureKind.Superseded"/>); or it cannot be
    /// written.</exception>
    Task SaveAsync(CommandRun run, CancellationToken cancellationToken);
}
