using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Data;

/// <summary>The rows of one table: how many, and a sum over what they hold that does not depend on their order.</summary>
/// <param name="Name">With its schema, quoted where SQL needs it.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Checksum">The same for the same rows, on whatever server of the dialect.</param>
public sealed record TableSum(string Name, long Rows, string Checksum);

/// <summary>The contents of a dump, all of it as of one moment.</summary>
/// <param name="State">Stamp and history.</param>
/// <param name="Tables">Every table with its rows.</param>
public sealed record DumpContents(TargetState State, ImmutableArray<TableSum> Tables)
{
    /// <summary>Database and server for messages, without any secret.</summary>
    public required string Database { get; init; }

    /// <summary>The server's version, as it says it; the library's for SQLite.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The lowest major version of a server that a restore needs.</summary>
    public required int ServerMajor { get; init; }

    /// <summary>The program that wrote the files, with its version.</summary>
    public required string Tool { get; init; }

    /// <summary>Roles that have rights on what is in it.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Rows that break a foreign key already: said, and copied as they are.</summary>
    public int BrokenReferences { get; init; }
}

/// <summary>The options of a dump or a restore.</summary>
/// <param name="Jobs">The number of connections that work side by side.</param>
/// <param name="Progress">Told what is worked on, for a person who waits.</param>
public sealed record DataOptions(int Jobs, Action<string> Progress)
{
    /// <summary>The database is thrown away when it fails: it need not be all or nothing.</summary>
    public bool IsScratch { get; init; }

    /// <summary>Bring rights back too, for which every role that has some must be there.</summary>
    public bool WithRights { get; init; }

    /// <summary>The version of the program that wrote the files; what reads them must not be older.</summary>
    public int ToolMajor { get; init; }
}

/// <summary>A database as a whole: copied into files and back, and compared.</summary>
public interface IDataTools
{
    /// <summary>The method that computes <see cref="TableSum.Checksum"/>: sums of another method are not comparable.</summary>
    string ChecksumMethod { get; }

    /// <summary>The mark of a restore into the database itself; null where a restore is always made beside it.</summary>
    IRestoreMark? Mark { get; }

    /// <summary>Copies everything into a folder that is there and empty.</summary>
    /// <exception cref="ProblemException">Exit 11 or 12: no connection, no fitting program on this machine, a pooler; exit 13: the copy
    /// failed.</exception>
    Task<DumpContents> DumpAsync(string connection, string folder, DataOptions options, CancellationToken cancellationToken);

    /// <summary>Lists a few names of what a database holds besides what every new one has; none when it is empty.</summary>
    Task<ImmutableArray<string>> ContentsAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Requires, without a database, that this server and this machine can read a backup: exit 13 where they cannot.</summary>
    Task RequireRestorableAsync(string connection, int serverMajor, int toolMajor, CancellationToken cancellationToken);

    /// <summary>Brings back what <see cref="DumpAsync"/> wrote, into an empty database.</summary>
    /// <exception cref="ProblemException">Exit 7: it failed, and the database is empty as before; exit 8: in several jobs it is half
    /// full.</exception>
    Task RestoreAsync(string connection, string folder, DataOptions options, CancellationToken cancellationToken);

    /// <summary>The connection string of the database that a backup is, to be read; null where it must be restored first.</summary>
    string? DatabaseIn(string folder);

    /// <summary>Finds those of some roles that the server does not have.</summary>
    Task<IReadOnlyList<string>> MissingRolesAsync(string connection, IReadOnlyList<string> roles, CancellationToken cancellationToken);

    /// <summary>Counts and sums up every table, one pass for each.</summary>
    Task<ImmutableArray<TableSum>> MeasureAsync(string connection, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>A database of nobody's on the same server; null where this login may not make one.</summary>
    Task<IShadow?> ScratchAsync(string connection, CancellationToken cancellationToken);
}
