namespace Strata.Core.Record;

/// <summary>The record of the commands that wrote to a database. Its table is made by the first of them.</summary>
public interface IRunLog
{
    /// <summary>The newest first; none where nothing was ever recorded. Creates nothing.</summary>
    /// <param name="command">Of this command alone; null for all.</param>
    /// <param name="most">No more than this many.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<CommandRun>> ReadAsync(string? command, int most, CancellationToken cancellationToken);

    /// <summary>Writes a run, or its new state: finished where it has an exit code.</summary>
    /// <exception cref="Execution.StatementException">It cannot be written; it is finished already
    /// (<see cref="Execution.FailureKind.Superseded"/>).</exception>
    Task SaveAsync(CommandRun run, CancellationToken cancellationToken);

    /// <summary>Makes a run the only one of its command in this database, and writes it.</summary>
    /// <exception cref="Execution.StatementException">It cannot be written.</exception>
    /// <returns>Null while another run has the claim; <see cref="ReadAsync"/> tells which.</returns>
    Task<IRunClaim?> ClaimAsync(CommandRun run, CancellationToken cancellationToken);
}

/// <summary>
/// The right to be the only run of a command. It ends when it is disposed, and by itself when the process ends: at once, or behind a pooler
/// after <see cref="Lease"/>.
/// </summary>
public interface IRunClaim : IAsyncDisposable
{
    /// <summary>The time that a claim behind a pooler outlives its last <see cref="SaveAsync"/>.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    /// <summary>Writes the new state of the run, or of an earlier one that was killed, and keeps the claim.</summary>
    /// <exception cref="Execution.StatementException">The claim is lost to another run
    /// (<see cref="Execution.FailureKind.Superseded"/>); or it cannot be written.</exception>
    Task SaveAsync(CommandRun run, CancellationToken cancellationToken);
}
