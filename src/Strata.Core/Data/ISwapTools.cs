using System.Collections.Immutable;
using Strata.Core.Problems;

namespace Strata.Core.Data;

/// <summary>The identity of a database, whatever URL leads to it. Equal places are one database.</summary>
/// <param name="Server">The server's own identity; for a file the machine's.</param>
/// <param name="Database">The database's number in that server; a file's real path.</param>
public sealed record DatabasePlace(string Server, string Database);

/// <summary>A database beside another one, made by a replacement.</summary>
/// <param name="Name">Its own.</param>
/// <param name="Connection">Leads there; holds secrets.</param>
/// <param name="Until">The end of its retention; null for one that was never finished.</param>
public sealed record SideDatabase(string Name, string Connection, DateTimeOffset? Until);

/// <summary>
/// A database replaced by another. The names of the databases beside it tell the command after an interruption how far a replacement came:
/// the two are swapped at one moment, and one that was being made before that is not needed.
/// </summary>
public interface ISwapTools
{
    Task<DatabasePlace> LocateAsync(string connection, CancellationToken cancellationToken);

    /// <summary>One at a time for each database; dies with this process.</summary>
    /// <exception cref="ProblemException">Another process holds the lock (ST5040, exit 6).</exception>
    Task<IAsyncDisposable> LockAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Lists the databases beside it: former ones, the newest first, then unfinished ones.</summary>
    Task<ImmutableArray<SideDatabase>> SidesAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Makes an empty one beside it, with the same settings, owner and rights.</summary>
    /// <exception cref="ProblemException">This login may not (ST5041, exit 12).</exception>
    Task<SideDatabase> CreateAsync(string connection, CancellationToken cancellationToken);

    /// <summary>
    /// Puts one that stands beside it in its place, at one moment; the other then stands beside it. A run that holds its lock ends first,
    /// or keeps it from happening; one that comes later finds the new one.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="side">The database that takes its place.</param>
    /// <param name="until">The end of the replaced one's retention, which its name holds.</param>
    /// <param name="say">Told what it waits for.</param>
    /// <param name="cancellationToken">Stops before the swap.</param>
    /// <returns>The one that was replaced.</returns>
    /// <exception cref="ProblemException">It did not come about (ST5042, exit 7), or another run holds the lock for too long (ST0601, exit
    /// 6): both are as they were.</exception>
    Task<SideDatabase> SwapAsync(
        string connection,
        SideDatabase side,
        DateTimeOffset until,
        Action<string> say,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The place, as the database itself names it, of a database beside this one once the two are swapped: a database keeps its number, a
    /// file gets the other's path.
    /// </summary>
    string PlaceAfter(string connection, string place);

    Task DropAsync(string connection, SideDatabase side, CancellationToken cancellationToken);
}
