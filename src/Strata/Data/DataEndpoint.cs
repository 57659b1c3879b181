using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Workspaces;

namespace Strata.Data;

/// <summary>A database that rows are copied from or to.</summary>
/// <param name="Environment">Its environment's name.</param>
/// <param name="Dialect">Its dialect's name, as strata.json writes it.</param>
/// <param name="Tools">The dialect's dump, restore and checksums.</param>
/// <param name="Connection">The connection string; it holds secrets.</param>
internal sealed record DataEndpoint(string Environment, string Dialect, IDataTools Tools, string Connection)
{
    /// <summary>The database of the workspace's environment. Opens no connection.</summary>
    /// <exception cref="ProblemException">A reference cannot be resolved (exit 2), or the tunnel does not open (exit 11).</exception>
    public static async Task<DataEndpoint> OfAsync(Workspace workspace, CancellationToken cancellationToken) =>
        new(
            workspace.Environment.Name,
            workspace.Dialect.Name,
            workspace.Provider.Data,
            await workspace.Databases.ConnectionStringAsync(workspace.Environment, cancellationToken).ConfigureAwait(false)
        );
}

/// <summary>A database that the identity guard has let pass.</summary>
/// <param name="Data">The database.</param>
/// <param name="State">Its own record; <see cref="TargetState.Empty"/> where Strata has never changed it.</param>
internal sealed record GuardedEndpoint(DataEndpoint Data, TargetState State)
{
    /// <summary>Opens the database of the workspace's environment through the guard, and reads its record.</summary>
    /// <exception cref="ProblemException">There is no database (ST5006, exit 11), or it is not the environment's (exit 9).</exception>
    public static async Task<GuardedEndpoint> OpenAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var data = await DataEndpoint.OfAsync(workspace, cancellationToken).ConfigureAwait(false);
        if (!workspace.Provider.Exists(data.Connection))
            throw EndpointProblems.NoDatabase.Error(
                data.Environment,
                "no database: its file does not exist",
                "nothing was changed",
                "correct the path in strata.json"
            );
        var reader = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new(data, await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
    }
}
